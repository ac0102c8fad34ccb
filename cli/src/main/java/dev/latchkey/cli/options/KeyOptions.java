package dev.latchkey.cli.options;

import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.sharding.FleetConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The lock key that a command is about. Mixed into commands. */
public final class KeyOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "KEY", description = "The lock key, as the program wrote it: ACCOUNT_123_PAYMENTS.")
    private String text;

    @Option(
            names = "--owner",
            paramLabel = "OWNER",
            description = "The owner of a key whose id is no number: TENANT_acme-eu of TENANT_acme-eu_BILLING.")
    private @Nullable String owner;

    @Option(names = "--namespace", paramLabel = "NS", description = "The program's namespace, if it has one.")
    private @Nullable String namespace;

    /**
     * The key.
     *
     * @throws ParameterException if it is none
     */
    public LockKey key() {
        try {
            return owner == null ? LockKey.parse(text) : new LockKey(text, owner, text);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    /** The namespace that was given, else that of the fleet. */
    public Namespace namespace(FleetConfig fleet) {
        try {
            return namespace == null ? fleet.namespace() : Namespace.of(namespace);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    public LockName name(FleetConfig fleet) {
        return LockName.of(namespace(fleet), key());
    }

    private ParameterException wrong(IllegalArgumentException e) {
        return new ParameterException(command.commandLine(), e.getMessage());
    }
}
