package dev.latchkey.guards;

import static java.util.Comparator.comparing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public types of the published modules and what users can call on them, a line each. */
final class PublicApi {

    private static final Set<String> SAID_OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");
    private static final Set<String> SAID_OF_EVERY_ENUM = Set.of("values", "valueOf");

    private PublicApi() {}

    static List<String> lines() {
        return new ClassFileImporter()
                        .withImportOption(location -> !location.contains("test-classes"))
                        .importPackages(
                                "dev.latchkey",
                                "dev.latchkey.mysql",
                                "dev.latchkey.work",
                                "dev.latchkey.ledger",
                                "dev.latchkey.run",
                                "dev.latchkey.sharding",
                                "dev.latchkey.batch",
                                "dev.latchkey.lockd",
                                "dev.latchkey.migrations")
                        .stream()
                        .filter(type -> !type.getPackageName()
                                .matches("dev\\.latchkey\\.(trials|benchmarks|cli|samples|guards).*"))
                        .map(JavaClass::getName)
                        .sorted()
                        .map(PublicApi::load)
                        .filter(PublicApi::isPublic)
                        .flatMap(type -> Stream.concat(Stream.of(line(type)), members(type)))
                        .toList();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return isVisible(type.getModifiers()) && (around == null || isPublic(around));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String line(Class<?> type) {
        List<String> above = new ArrayList<>();
        Type superclass = type.getGenericSuperclass();
        if (superclass != null
                && !Set.of(Object.class, Record.class).contains(type.getSuperclass())
                && !type.isEnum()) {
            above.add(superclass.getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).forEach(one -> above.add(one.getTypeName()));
        String parameters =
                Arrays.stream(type.getTypeParameters()).map(Type::getTypeName).collect(Collectors.joining(", "));
        return kind(type)
                + " "
                + type.getName()
                + (parameters.isEmpty() ? "" : "<" + parameters + ">")
                + (above.isEmpty() ? "" : " : " + own(String.join(", ", above)));
    }

    private static String kind(Class<?> type) {
        if (type.isInterface()) {
            return type.isSealed() ? "sealed interface" : "interface";
        }
        if (type.isRecord()) {
            return "record";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return Modifier.toString(type.getModifiers() & (Modifier.ABSTRACT | Modifier.FINAL)) + " class";
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .filter(field -> isVisible(field.getModifiers()) && !field.isSynthetic())
                .sorted(comparing(Field::getName))
                .map(Field::toGenericString);
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicApi::isCallable)
                .map(Constructor::toGenericString)
                .sorted();
        Stream<String> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isCallable(method) && !isSaidAnyway(type, method))
                .sorted(comparing(Method::getName).thenComparing(Method::toGenericString))
                .map(Method::toGenericString);
        return Stream.of(fields, constructors, methods)
                .flatMap(lines -> lines)
                .map(member ->
                        "    " + own(member.replace(type.getName() + ".", "")).replaceAll("\\b(public|abstract) ", ""));
    }

    private static boolean isCallable(Executable member) {
        return isVisible(member.getModifiers()) && !member.isSynthetic();
    }

    private static boolean isSaidAnyway(Class<?> type, Method method) {
        return SAID_OF_EVERY_OBJECT.contains(method.getName())
                || (type.isEnum() && SAID_OF_EVERY_ENUM.contains(method.getName()));
    }

    /** Our own types by their simple names, and those that everybody knows. */
    private static String own(String text) {
        return text.replaceAll("\\b(dev\\.latchkey|java\\.[a-z]+)(\\.[a-z]+)*\\.(?=[A-Z])", "")
                .replace(",", ", ")
                .replace(",  ", ", ");
    }

    static String diff(List<String> before, List<String> now) {
        List<String> gone = qualified(before);
        List<String> come = qualified(now);
        gone.removeAll(qualified(now));
        come.removeAll(qualified(before));
        return Stream.concat(gone.stream().map("- "::concat), come.stream().map("+ "::concat))
                .collect(Collectors.joining("\n"));
    }

    /** Each member with its type before it. */
    private static List<String> qualified(List<String> lines) {
        List<String> all = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                all.add(type + ":" + line.replaceAll(" +", " "));
            } else {
                type = line;
                all.add(line);
            }
        }
        return all;
    }
}
