/* Around the kernel's own: whether debug lines are on is asked at each of them, not patched into the code (see log.c). */
#include_next <linux/printk.h>
#ifndef RIG_PRINTK_H
#define RIG_PRINTK_H
extern int shim_debug(void);
#undef pr_debug
#define pr_debug(fmt, ...) do { if (shim_debug()) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__); } while (0)
#endif
