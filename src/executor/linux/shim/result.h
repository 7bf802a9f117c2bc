#ifndef RIG_RESULT_H
#define RIG_RESULT_H
#include "base.h"
struct device_state;

enum { WANT_FULL = 1, WANT_PAGES = 2, WANT_DEVICES = 4, WANT_DIGEST = 8, WANT_EDGES = 16 };
/* What is compared with the end of an execution. */
struct start { u64 allocated; int bound, connections; };
/* The driver's own records cannot be looked at: what is told of them is nothing. */
extern int blind;
void start_look(struct start *start);
void put_result(const struct start *start, int want);
void put_refusal(const char *reason);
void put_looked(void);
void put_connections(int with_pages);
void put_state(const struct device_state *state);
#endif
