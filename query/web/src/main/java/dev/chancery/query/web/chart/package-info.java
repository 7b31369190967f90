/** Charts as SVG, drawn here: descriptions in, markup out. No clock, no script, no style. */
@NullMarked
package dev.chancery.query.web.chart;

import org.jspecify.annotations.NullMarked;
