/** The API's lists as tables for spreadsheets, and its dates as a calendar. */
@NullMarked
package dev.chancery.query.web.exports;

import org.jspecify.annotations.NullMarked;
