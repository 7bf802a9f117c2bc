#ifndef RIG_STAND_H
#define RIG_STAND_H
#include "world.h"

enum { REFUSAL_BYTES = 500 };
/* Where a function of a device stands in the machine. */
struct place { const struct model *model; int setup, is_copy, bus, devfn; u32 domain; };
/* Brings a set-up about from nothing; `reason` is empty, or why it cannot be. */
void stand(const struct setup *setup, const struct place *places, int count, char *reason);
#endif
