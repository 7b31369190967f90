/** Who may see and do what, and how they prove who they are. */
@NullMarked
package dev.chancery.query.web.security;

import org.jspecify.annotations.NullMarked;
