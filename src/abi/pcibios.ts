/** Status codes of the host's config accessors (`linux/pci.h`); positive, unlike errno values. */
export const PCIBIOS_SUCCESSFUL = 0x00;
export const PCIBIOS_FUNC_NOT_SUPPORTED = 0x81;
export const PCIBIOS_BAD_VENDOR_ID = 0x83;
export const PCIBIOS_DEVICE_NOT_FOUND = 0x86;
export const PCIBIOS_BAD_REGISTER_NUMBER = 0x87;
export const PCIBIOS_SET_FAILED = 0x88;
export const PCIBIOS_BUFFER_TOO_SMALL = 0x89;
