/** People for whom an OpenID provider vouches: how they come in, which roles their groups give them, how they leave. */
@NullMarked
package dev.chancery.query.web.security.openid;

import org.jspecify.annotations.NullMarked;
