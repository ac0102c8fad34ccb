package dev.latchkey.work;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges the text of a statement: passes what is known to be harmless, refuses all else.
 *
 * <p>It guards against mistakes, not against malice; what slips through (a stored function that releases the lock) is found
 * by the gate.
 */
final class StatementRules {

    private static final Set<String> HARMLESS =
            Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "TABLE", "DO");

    private static final Pattern LOCK_FUNCTION = Pattern.compile(
            "(?:(?:GET|RELEASE|IS_FREE|IS_USED)_LOCK|RELEASE_ALL_LOCKS|SERVICE_[A-Z_]+_LOCKS)",
            Pattern.CASE_INSENSITIVE);

    /** What may stand before the first word: of a query, and of JDBC's {@code {? = call f()}}. */
    private static final String BEFORE_A_QUERY = "(";

    private static final String BEFORE_A_CALL = "({?=";

    /*
     * One pass over the text: comments and quoted text are skipped, words are looked at. The first word must be harmless.
     * A semicolon may be followed by nothing; an executable comment may stand nowhere, since its content is a statement to
     * the server and a comment to us; a lock function may be named nowhere, quoted as an identifier or not.
     */
    private final String sql;
    private final boolean calls;
    private int at;
    private boolean sawWord;
    private boolean sawSemicolon;

    private StatementRules(String sql, boolean calls) {
        this.sql = sql;
        this.calls = calls;
    }

    /**
     * What is to be said against a statement; empty if it may be sent.
     *
     * @param calls whether CALL was asked for
     */
    static Optional<RefusedStatementException> objection(String sql, boolean calls) {
        try {
            new StatementRules(sql, calls).scan();
            return Optional.empty();
        } catch (RefusedStatementException e) {
            return Optional.of(e);
        }
    }

    private void scan() throws RefusedStatementException {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#' || startsLineComment()) {
                skipPast("\n", false);
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else {
                token(c);
            }
        }
        if (!sawWord) {
            throw refused("an empty statement", "send one");
        }
    }

    private boolean startsLineComment() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private void comment() throws RefusedStatementException {
        if (sql.startsWith("!", at + 2) || sql.startsWith("M!", at + 2)) {
            throw refused("an executable comment /*!…*/", "write its content without the comment, if it is harmless");
        }
        at += 2;
        skipPast("*/", true);
    }

    private void token(char c) throws RefusedStatementException {
        if (sawSemicolon) {
            throw refused("several statements in one text", "send them one at a time");
        }
        if (c == ';') {
            sawSemicolon = true;
            at++;
        } else if (c == '\'' || c == '"' || c == '`') {
            quoted(c);
        } else if (isWordCharacter(c)) {
            word();
        } else if (sawWord || (calls ? BEFORE_A_CALL : BEFORE_A_QUERY).indexOf(c) >= 0) {
            at++;
        } else {
            throw notHarmless(Character.toString(c));
        }
    }

    private void quoted(char quote) throws RefusedStatementException {
        int start = at + 1;
        for (at = start; at < sql.length() && sql.charAt(at) != quote; at++) {
            if (sql.charAt(at) == '\\' && quote != '`') {
                at++;
            }
        }
        if (at >= sql.length()) {
            throw refused("a text whose quote " + quote + " is never closed", "close it");
        }
        if (quote != '\'') {
            checkName(sql.substring(start, at));
        }
        at++;
    }

    private void word() throws RefusedStatementException {
        int start = at;
        while (at < sql.length() && isWordCharacter(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(start, at);
        if (!sawWord) {
            sawWord = true;
            String first = word.toUpperCase(Locale.ROOT);
            if (!HARMLESS.contains(first) && !(calls && first.equals("CALL"))) {
                throw notHarmless(first);
            }
        }
        checkName(word);
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private static void checkName(String name) throws RefusedStatementException {
        if (LOCK_FUNCTION.matcher(name).matches()) {
            throw refused(
                    "the lock function " + name.toUpperCase(Locale.ROOT),
                    "take further locks around the run, not inside it");
        }
    }

    private void skipPast(String end, boolean required) throws RefusedStatementException {
        int found = sql.indexOf(end, at);
        if (found < 0 && required) {
            throw refused("a comment that is never closed", "close it");
        }
        at = found < 0 ? sql.length() : found + end.length();
    }

    private static RefusedStatementException notHarmless(String start) {
        String fix = start.equals("CALL") || start.equals("{")
                ? "say permittingCalls() if the work must call procedures"
                : "a run ends its own transaction; do DDL, settings and the like outside of it";
        return refused("a statement that starts with " + start, fix);
    }

    private static RefusedStatementException refused(String found, String fix) {
        return new RefusedStatementException(found, fix);
    }
}
