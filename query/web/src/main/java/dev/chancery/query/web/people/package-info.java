/** Accounts of people and programs: what administrators keep, what everybody keeps of his own, and who visited. */
@NullMarked
package dev.chancery.query.web.people;

import org.jspecify.annotations.NullMarked;
