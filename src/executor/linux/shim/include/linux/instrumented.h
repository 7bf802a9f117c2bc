/* In the place of the kernel's: atomic accesses in assembler, which no sanitizer sees, announce themselves here. */
#ifndef _LINUX_INSTRUMENTED_H
#define _LINUX_INSTRUMENTED_H
#include <linux/compiler.h>
#include <linux/types.h>

#define INSTRUMENT_COPY_USER 1
enum { SHIM_READ = 1, SHIM_WRITE = 2 };
/* Which bit it is: the functions that change one call it `nr`; elsewhere it is this one. */
static const long nr __attribute__((unused)) = -1;
extern void shim_atomic(const volatile void *at, size_t size, int access, long bit, const char *function);
#define SHIM_ATOMIC(v, s, access) shim_atomic((v), (s), (access), (long)nr, __func__)

#define instrument_read(v, s) SHIM_ATOMIC(v, s, SHIM_READ)
#define instrument_write(v, s) SHIM_ATOMIC(v, s, SHIM_WRITE)
#define instrument_read_write(v, s) SHIM_ATOMIC(v, s, SHIM_READ | SHIM_WRITE)
#define instrument_atomic_read(v, s) SHIM_ATOMIC(v, s, SHIM_READ)
#define instrument_atomic_write(v, s) SHIM_ATOMIC(v, s, SHIM_WRITE)
#define instrument_atomic_read_write(v, s) SHIM_ATOMIC(v, s, SHIM_READ | SHIM_WRITE)
#define instrument_copy_to_user(to, from, n) do { } while (0)
#define instrument_copy_from_user(to, from, n) do { } while (0)
#define instrument_copy_from_user_before(to, from, n) do { } while (0)
#define instrument_copy_from_user_after(to, from, n, left) do { } while (0)
#define instrument_get_user(to) do { } while (0)
#define instrument_put_user(from, ptr, size) do { } while (0)
#define instrument_memcpy_before(to, from, n) do { } while (0)
#define instrument_memcpy_after(to, from, n, left) do { } while (0)
#endif
