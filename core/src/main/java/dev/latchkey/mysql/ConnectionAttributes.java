package dev.latchkey.mysql;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** What each connection tells the server of this program, in the words that the view {@code latchkey_lock} looks for. */
final class ConnectionAttributes {

    /** No comma and no colon, with which the driver parts them. Not longer, for a server keeps 512 bytes of all, the driver's among them. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 ._/@+-]{1,64}");

    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9 ._/@+-]");
    private static final Pattern FOLDERS = Pattern.compile(".*[/\\\\]");
    private static final Pattern ARGUMENTS = Pattern.compile("\\s.*", Pattern.DOTALL);
    private static final int LONGEST = 64;

    /** The main class or the jar, without folders; and without arguments, which may be secret. */
    static final String PROGRAM = program(System.getProperty("sun.java.command", ""));

    private static final String HOST = host();

    private ConnectionAttributes() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String program(String command) {
        String first = ARGUMENTS.matcher(command.strip()).replaceFirst("");
        String name = cut(FOLDERS.matcher(first).replaceFirst(""));
        return name.isEmpty() ? "java" : name;
    }

    /** The name of a main class is longest where it tells least. */
    private static String cut(String text) {
        String name = OTHERS.matcher(text).replaceAll("_");
        return name.substring(Math.max(0, name.length() - LONGEST));
    }

    private static String host() {
        try {
            return cut(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** The driver's property {@code connectionAttributes}. */
    static String of(ServerConfig config) {
        String attributes = "program_name:%s,process_id:%d"
                .formatted(config.application(), ProcessHandle.current().pid());
        return HOST.isEmpty() ? attributes : attributes + ",host:" + HOST;
    }
}
