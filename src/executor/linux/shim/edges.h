#ifndef RIG_EDGES_H
#define RIG_EDGES_H
#include "base.h"
void edges_load(void);
u32 edges_total(void);
/* What is taken between these two is what is put. */
void edges_begin(void);
void edges_end(void);
void put_edges(void);
void put_edge_table(void);
#endif
