#include "scan.h"
#include "base.h"

enum { NO_DIGIT = 99, EINVAL_RIG = 22, ERANGE_RIG = 34 };

static int is_space(char c) { return c == ' ' || (c >= 9 && c <= 13); }

static u32 digit(char c)
{
	if (c >= '0' && c <= '9') return (u32)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (u32)(c - 'a' + 10) : NO_DIGIT;
}

/* Reads one number; NULL when there is none here. */
static const char *convert(const char *text, char type, int width, u32 *out)
{
	u32 base = type == 'x' ? 16 : 10, value = 0;

	while (is_space(*text)) text++;
	int negative = type == 'd' && *text == '-';
	if (negative) text++, width--;
	if (digit(*text) >= base) return 0;
	if (base == 16 && *text == '0' && (text[1] | 0x20) == 'x') text += 2, width -= 2;
	for (; width > 0 && digit(*text) < base; text++, width--) value = value * base + digit(*text);
	*out = negative ? 0u - value : value;
	return text;
}

int scan_list(const char *text, const char *format, va_list arguments)
{
	const char *begin = text;
	int converted = 0;

	while (*format) {
		if (is_space(*format)) {
			while (is_space(*format)) format++;
			while (is_space(*text)) text++;
			continue;
		}
		if (*format != '%') {
			if (*text != *format) break;
			text++, format++;
			continue;
		}
		format++;
		int width = 0;
		while (*format >= '0' && *format <= '9') width = width * 10 + (*format++ - '0');
		char type = *format ? *format++ : 0;
		if (type == 'n') {
			*va_arg(arguments, int *) = (int)(text - begin);
			continue;
		}
		u32 value;
		const char *next = convert(text, type, width ? width : 1 << 30, &value);
		if (!next) break;
		*va_arg(arguments, u32 *) = value;
		converted++;
		text = next;
	}
	return converted;
}

int scan_text(const char *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int converted = scan_list(text, format, arguments);
	va_end(arguments);
	return converted;
}

int scan_unsigned(const char *text, unsigned *value)
{
	u64 sum = 0;
	u32 base = 10;

	if (*text == '+') text++;
	if (*text == '0' && (text[1] | 0x20) == 'x') base = 16, text += 2;
	else if (*text == '0' && text[1] >= '0' && text[1] <= '7') base = 8;
	if (digit(*text) >= base) return -EINVAL_RIG;
	int large = 0;
	for (; digit(*text) < base; text++) {
		sum = sum * base + digit(*text);
		if (sum > 0xffffffffull) large = 1, sum = 0xffffffffull;
	}
	if (*text == '\n') text++;
	if (*text) return -EINVAL_RIG;
	if (large) return -ERANGE_RIG;
	*value = (u32)sum;
	return 0;
}
