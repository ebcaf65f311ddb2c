// Package worktime reckons with the hours in which a person works: when so much working time has
// passed, how much lies between two instants, when somebody may be pinged, and by when a reply can
// honestly be expected. It is pure: no database, no clock of its own.
//
// Working time is the real time that elapses inside a person's working hours. Hours are wall clock times
// of the person's zone; each stands for the first instant of its date at which the clocks there show it
// or a later one. So a shift over the night in which clocks go forward is an hour shorter, and hours that
// do not exist (02:15 in that night) begin and end where the clocks jump.
//
// Every function ends for every Calendar, also for one that nobody would set by hand: nothing looks
// further ahead than Horizon, and what does not come until then is the zero time.
package worktime
