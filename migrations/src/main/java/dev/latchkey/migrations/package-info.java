/**
 * The schema: Flyway scripts for shards and for the ledger, and the call that installs them and founds the fleet.
 *
 * <p>The scripts may as well be run by a Flyway of your own: add the locations {@link
 * dev.latchkey.migrations.Migrations#SHARD} and {@link dev.latchkey.migrations.Migrations#LEDGER} to it.
 *
 * <pre>{@code
 * Migrations.migrate(FleetConfig.of(shards).withLedger(ledger));
 * }</pre>
 */
@NullMarked
package dev.latchkey.migrations;

import org.jspecify.annotations.NullMarked;
