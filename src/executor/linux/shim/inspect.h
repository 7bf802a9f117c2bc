/* Looking at the machine without leaving a trace. */
#ifndef RIG_INSPECT_H
#define RIG_INSPECT_H
#include "base.h"
struct function;

/* In the order of the protocol's flags and numbers (src/executor/process/device-state.ts). */
enum { STATE_ANSWERS = 1, STATE_MASTER = 2, STATE_MSI = 4, STATE_MSIX = 8, STATE_PERMISSIVE = 16, STATE_CONTROL = 32, STATE_ACKNOWLEDGES = 64 };
enum { N_COMMAND, N_POWER, N_SCRATCH, N_ENABLE, N_HELPERS, N_OWNER, N_VECTORS, N_QUIRKS, N_GSI, N_NOTICES, STATE_NUMBERS };
struct device_state { int flags, size; u8 *config; s32 numbers[STATE_NUMBERS]; };
void inspect_device(struct function *fn, struct device_state *state);

struct connection_state { int domid, backend_state, frontend_state, mapped, bound, eoi_missing; const u8 *page; };
void inspect_connection(int guest, struct connection_state *state);
/* What the driver has of a guest, NULL without a connection: its irq (below 0 none). */
int connection_irq(int domid, int *irq);
int connection_count(void);
/* Handlers of functions that are not bound any more. */
int helpers_on_freed(void);
#endif
