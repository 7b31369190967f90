/** A real OpenID provider on this machine. Whoever uses it brings Spring's authorization server in test scope. */
package dev.chancery.simulated.openid;
