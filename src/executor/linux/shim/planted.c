/*
 * Faults that are planted here, compiled as the driver is: each must be noticed, or the build is not to be trusted.
 * A heap overflow, a use after free, undefined behaviour, memory that nobody gives back.
 */
void *shim_kmalloc(unsigned long bytes, unsigned int flags) __asm__("__kmalloc");
void shim_kfree(const void *object) __asm__("kfree");

void planted_overflow(volatile int *index)
{
	volatile unsigned char *object = shim_kmalloc(24, 0);

	object[24 + *index] = 1;
}

void planted_freed(volatile int *index)
{
	volatile unsigned char *object = shim_kmalloc(24, 0);

	shim_kfree((void *)object);
	object[*index] = 1;
}

void planted_undefined(volatile int *index)
{
	*index = 1 << (*index + 40);
}

void planted_leak(volatile int *index)
{
	volatile unsigned char *object = shim_kmalloc(24, 0);

	object[*index] = 1;
}
