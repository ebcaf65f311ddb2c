// Package account is who somebody is: accounts with passwords, sessions of browsers, API tokens,
// invitations, and the settings of the installation.
//
// Invariants
//
//   - A secret (session, token, invitation, reset, set-up) is 32 random bytes, shown once. Only its
//     SHA-256 is stored: with that much randomness a slow hash would add nothing. Passwords are hashed
//     with Argon2id (RFC 9106).
//   - A disabled account cannot do anything: at once in this process, within Fresh in others.
//   - There is always an administrator who is not disabled, once there was one.
//   - Signing in tells nobody whether an account exists: the same text, the same work.
//   - Reading never writes: when somebody was last seen is kept in memory and written by Run.
package account
