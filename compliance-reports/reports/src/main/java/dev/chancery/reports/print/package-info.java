/** The printing press: what is to be said, as values, becomes a tagged PDF that an archive takes. */
@org.jspecify.annotations.NullMarked
package dev.chancery.reports.print;
