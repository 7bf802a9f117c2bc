/* Which devices guests gave back in a program, and in what state. */
#ifndef RIG_RETURNS_H
#define RIG_RETURNS_H
#include "inspect.h"
#include "world.h"

enum { MOST_RETURNS = 256, MOST_WATCHED = 400 };
struct returned { int fn, action, reset_done; struct device_state before, after; };
extern struct returned returned[MOST_RETURNS];
extern int returned_count;
/* State of each bound device while nobody had it, at the set-up's start. */
struct baseline { int known, holder; struct device_state state; };
#define start_baselines ((struct baseline *)W->baselines)
#endif
