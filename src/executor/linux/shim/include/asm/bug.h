/* In the place of the kernel's: BUG and WARN are calls rather than an illegal instruction with a table. */
#ifndef _ASM_X86_BUG_H
#define _ASM_X86_BUG_H
extern void shim_bug(const char *file, int line, const char *function) __attribute__((noreturn));
extern void shim_warn(const char *file, int line, const char *function, unsigned int flags);
#define HAVE_ARCH_BUG
#define BUG() shim_bug(__FILE__, __LINE__, __func__)
#define __WARN_FLAGS(flags) shim_warn(__FILE__, __LINE__, __func__, (flags))
#include <linux/instrumentation.h>
#include <asm-generic/bug.h>
#endif
