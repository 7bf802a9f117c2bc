#ifndef RIG_MODELS_H
#define RIG_MODELS_H
#include "world.h"
/* 0 when the file is not what it must be. */
int models_load(const char *path);
/* Model of a device's function: 0 itself, 1, 2, ... its companions; NULL when there is none. */
const struct model *model_of(const char *name, int function);
#endif
