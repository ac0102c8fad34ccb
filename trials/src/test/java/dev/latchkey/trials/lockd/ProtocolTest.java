package dev.latchkey.trials.lockd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.lockd.Gateway;
import dev.latchkey.lockd.GatewayOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each request of the protocol and its answer, to the byte. */
class ProtocolTest {

    @RegisterExtension
    private final Gateways gateways = new Gateways();

    private Talk talk(Gateway gateway) {
        Map<String, LineClient> clients = new LinkedHashMap<>();
        for (String name : new String[] {"a", "b", "c"}) {
            clients.put(name, gateways.client(gateway));
        }
        return new Talk(clients, Gateways.newKey());
    }

    @Test
    void exclusiveLocks() {
        talk(gateways.open()).hold("""
                a | i $ | 0 Lock Not Locked: $;
                a | r $ | 0 Lock Release Failure: $;
                a | g $ | 1 Lock Get Success: $;
                a | g $ | 1 Lock Get Success: $;
                a | i $ | 1 Lock Is Locked: $;
                b | g $ | 0 Lock Get Failure: $;
                b | i $ | 1 Lock Is Locked: $;
                b | r $ | 0 Lock Release Failure: $;
                b | i $ | 1 Lock Is Locked: $;
                a | r $ | 1 Lock Release Success: $;
                a | r $ | 0 Lock Release Failure: $;
                b | i $ | 0 Lock Not Locked: $;
                b | g $ | 1 Lock Get Success: $;
                a | g $ | 0 Lock Get Failure: $;""");
    }

    @Test
    void sharedLocks() {
        talk(gateways.open()).hold("""
                a | si $ | 0 Shared Lock Not Locked: $;
                a | sr $ | 0 Shared Lock Release Failure: $;
                a | sg $ | 1 Shared Lock Get Success: $;
                a | sg $ | 1 Shared Lock Get Success: $;
                b | sr $ | 0 Shared Lock Release Failure: $;
                b | sg $ | 2 Shared Lock Get Success: $;
                a | sg $ | 2 Shared Lock Get Success: $;
                c | si $ | 2 Shared Lock Is Locked: $;
                a | sr $ | 1 Shared Lock Release Success: $;
                a | sr $ | 0 Shared Lock Release Failure: $;
                c | si $ | 1 Shared Lock Is Locked: $;
                c | sg $ | 2 Shared Lock Get Success: $;
                b | sr $ | 1 Shared Lock Release Success: $;
                c | sr $ | 1 Shared Lock Release Success: $;
                c | si $ | 0 Shared Lock Not Locked: $;""");
    }

    @Test
    void exclusiveAndSharedLocksAreTwoWorlds() {
        talk(gateways.open()).hold("""
                a | g $  | 1 Lock Get Success: $;
                b | sg $ | 1 Shared Lock Get Success: $;
                a | sg $ | 2 Shared Lock Get Success: $;
                b | i $  | 1 Lock Is Locked: $;
                a | r $  | 1 Lock Release Success: $;
                a | si $ | 2 Shared Lock Is Locked: $;""");
    }

    @Test
    void keysAreTheirTextWithWhiteSpaceFolded() {
        talk(gateways.open()).hold("""
                a | g  $ \\t two\u00a0\u2003 words   | 1 Lock Get Success: $ two words;
                b | \\t  i $ two words\\r             | 1 Lock Is Locked: $ two words;
                b | i $ Two words                    | 0 Lock Not Locked: $ Two words;
                a | g $ grün ☃ 𝄞                     | 1 Lock Get Success: $ grün ☃ 𝄞;
                b | i $ grün ☃ 𝄞                     | 1 Lock Is Locked: $ grün ☃ 𝄞;
                b | i $ grün ☃                       | 0 Lock Not Locked: $ grün ☃;
                a | sg $ \\0x                         | 1 Shared Lock Get Success: $ \\0x;
                b | si $ \\0y                         | 0 Shared Lock Not Locked: $ \\0y;""");
    }

    @Test
    void theEmptyKeyIsLegal() {
        talk(gateways.open()).hold("""
                a | g    | 1 Lock Get Success:\\s;
                b | g    | 0 Lock Get Failure:\\s;
                b | i\\r  | 1 Lock Is Locked:\\s;
                a | r\\t  | 1 Lock Release Success:\\s;
                a | sg   | 1 Shared Lock Get Success:\\s;
                b | si   | 1 Shared Lock Is Locked:\\s;
                a | sr   | 1 Shared Lock Release Success:\\s;""");
    }

    @Test
    void whatIsNoCommandGetsNoAnswer() {
        Gateway gateway = gateways.open();
        talk(gateway).hold("""
                a |        |
                a | \\t \\r  |
                a | G $    |
                a | get $  |
                a | g\\t$   |
                a | gg     |""");

        assertThat(gateway.figures()).containsEntry("invalid_commands", 6L).containsEntry("command_g", 0L);
    }

    @Test
    void whoHoldsWhat() {
        talk(gateways.open()).hold("""
                a | d $      |
                a | sd $     |
                a | dump     | {};
                a | dump shared | {};
                a | g $ 2    | 1 Lock Get Success: $ 2;
                b | g $ 1    | 1 Lock Get Success: $ 1;
                b | sg $     | 1 Shared Lock Get Success: $;
                a | sg $     | 2 Shared Lock Get Success: $;
                c | d $ 1    | $ 1: @b;
                c | d $ 3    |
                c | d        | $ 1: @b;$ 2: @a;
                c | sd $     | $: @b;$: @a;
                c | sd       | $: @b;$: @a;
                c | dump     | {"$ 1":"@b","$ 2":"@a"};
                c | dump x   | {"$ 1":"@b","$ 2":"@a"};
                c | dump shared | {"$":["@b","@a"]};
                b | iam bee  | 1 ok;
                c | d        | $ 1: bee;$ 2: @a;
                c | sd $     | $: bee;$: @a;
                c | dump     | {"$ 1":"@b","$ 2":"@a"};
                b | r $ 1    | 1 Lock Release Success: $ 1;
                a | sr $     | 1 Shared Lock Release Success: $;
                c | d        | $ 2: @a;
                c | dump shared | {"$":["@b"]};""");
    }

    @Test
    void whatAKeyHasIsEscapedInJson() {
        talk(gateways.open()).hold("""
                a | g $ "\\\\x | 1 Lock Get Success: $ "\\\\x;
                b | dump    | {"$ \\\\"\\\\\\\\x":"@a"};""");
    }

    @Test
    void names() {
        talk(gateways.open()).hold("""
                a | me          | 1 @a @a;
                a | who         |
                a | iam ant     | 1 ok;
                a | me          | 1 @a ant;
                b | iam  the \\t bee | 1 ok;
                b | me          | 1 @b the bee;
                c | who         | @a: ant;@b: the bee;
                c | who the bee | @b: the bee;
                c | who wasp    |
                c | iam ant     | 1 ok;
                c | who         | @c: ant;@b: the bee;
                a | me          | 1 @a @a;
                c | iam         | 1 ok;
                c | me          | 1 @c @c;
                c | who         | @b: the bee;""");
    }

    private Talk talkWith(UnaryOperator<GatewayOptions> settings) {
        return talk(gateways.open(settings));
    }

    @Test
    void withoutDumping() {
        talkWith(options -> options.withDump(false)).hold("""
                a | g $     | 1 Lock Get Success: $;
                a | d       | 0 disabled;
                a | d $     | 0 disabled;
                a | sd      | 0 disabled;
                a | dump    | 0 disabled;
                a | dump shared | 0 disabled;
                a | iam ant | 1 ok;
                a | me      | 1 @a ant;
                a | who     | 0 disabled;""");
    }

    @Test
    void withoutRegistry() {
        talkWith(options -> options.withRegistry(false)).hold("""
                a | g $     | 1 Lock Get Success: $;
                a | iam ant | 0 disabled;
                a | who     | 0 disabled;
                a | me      | 1 @a @a;
                a | d $     | $: @a;""");
    }

    @Test
    void whereTheHolderThatAsksAgainIsToldNo() {
        talkWith(options -> options.withReget(false)).hold("""
                a | g $  | 1 Lock Get Success: $;
                a | g $  | 0 Lock Get Failure: $;
                a | i $  | 1 Lock Is Locked: $;
                a | sg $ | 1 Shared Lock Get Success: $;
                a | sg $ | 1 Shared Lock Get Success: $;
                a | r $  | 1 Lock Release Success: $;
                a | g $  | 1 Lock Get Success: $;""");
    }

    @Test
    void figuresAreSortedLinesThatCountNamesAndWhatWasAsked() {
        Gateway gateway = gateways.open();
        LineClient a = gateways.client(gateway);
        LineClient b = gateways.client(gateway);
        String key = Gateways.newKey();
        a.ask("g " + key);
        a.ask("g " + key);
        b.ask("g " + key);
        a.ask("sg " + key);
        b.ask("sg " + key);
        b.send("nothing\n").ask("q x");
        String expected = """
                command_d: 0
                command_dump: 0
                command_g: 3
                command_i: 0
                command_iam: 0
                command_me: 0
                command_q: 1
                command_r: 0
                command_sd: 0
                command_sg: 2
                command_si: 0
                command_sr: 0
                command_who: 0
                connections: 2
                invalid_commands: 1
                locks: 1
                orphans: 0
                shared_locks: 1
                shared_orphans: 0
                1 %s""".formatted(a.address());

        assertThat(a.send("q\nme\n").read(expected.length())).isEqualTo(expected);
    }
}
