/* Around the kernel's own: whether debug lines are on is asked at each of them, not patched into the code (see log.c). */
#include_next <linux/dev_printk.h>
#ifndef RIG_DEV_PRINTK_H
#define RIG_DEV_PRINTK_H
extern int shim_debug(void);
#undef dev_dbg
#define dev_dbg(dev, fmt, ...) do { if (shim_debug()) dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__); } while (0)
#endif
