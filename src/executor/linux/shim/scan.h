/* Text to numbers as the kernel reads them (SYS-01): no plus, 0x skipped for %x, numbers wrap at 32 bits. */
#ifndef RIG_SCAN_H
#define RIG_SCAN_H
#include <stdarg.h>
int scan_text(const char *text, const char *format, ...);
int scan_list(const char *text, const char *format, va_list arguments);
/* An unsigned 32-bit number whose base follows from its prefix, perhaps with a line end; 0, -EINVAL or -ERANGE. */
int scan_unsigned(const char *text, unsigned *value);
#endif
