/* In front of the kernel's own: its configuration, less what only makes sense in a kernel that runs. */
#include_next <generated/autoconf.h>
/* code that is patched at run time */
#undef CONFIG_JUMP_LABEL
#undef CONFIG_PREEMPT_DYNAMIC
#undef CONFIG_HAVE_PREEMPT_DYNAMIC
#undef CONFIG_HAVE_PREEMPT_DYNAMIC_CALL
#undef CONFIG_X86_KERNEL_IBT
/* debug lines are the shim's: it asks whether they are on (see log.c) */
#undef CONFIG_DYNAMIC_DEBUG
#undef CONFIG_DYNAMIC_DEBUG_CORE
/* checks that the sanitizers make */
#undef CONFIG_FORTIFY_SOURCE
#undef CONFIG_DEBUG_LIST
#undef CONFIG_LIST_HARDENED
/* facts about the compiler that are not those of clang */
#undef CONFIG_CC_IS_GCC
#undef CONFIG_GCC_VERSION
#undef CONFIG_CLANG_VERSION
#define CONFIG_CC_IS_CLANG 1
#define CONFIG_GCC_VERSION 0
#define CONFIG_CLANG_VERSION 140000
#undef CONFIG_CC_HAS_NAMED_AS
#undef CONFIG_CC_HAS_NAMED_AS_FIXED_SANITIZERS
#undef CONFIG_USE_X86_SEG_SUPPORT
