// Package trust decides from which confidence on one answer is shown. An administrator says how many of the
// answers shown have to be right; what that takes is read off the team's own solved questions, each of
// whose wordings was asked as if nobody had ever used it. Until enough were asked, it is read off the
// questions that confidence was calibrated on.
package trust
