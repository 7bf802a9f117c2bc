/** `enum pci_ers_result` and `pci_channel_state_t` of the PCI core (sheet 1.2). */
export const PCI_ERS_RESULT_NONE = 1;
export const PCI_ERS_RESULT_CAN_RECOVER = 2;
export const PCI_ERS_RESULT_NEED_RESET = 3;
export const PCI_ERS_RESULT_DISCONNECT = 4;
export const PCI_ERS_RESULT_RECOVERED = 5;
export const PCI_ERS_RESULT_NO_AER_DRIVER = 6;

export const pci_channel_io_normal = 1;
export const pci_channel_io_frozen = 2;
export const pci_channel_io_perm_failure = 3;
