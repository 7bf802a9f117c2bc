/** Option ROMs of the recorded devices. */

/** ROM images are our own files of fixed sizes, so that the ROM BARs do not depend on which ROM packages are installed. */
export const ROM_SIZES = Object.freeze({ rom64k: 65536, rom256k: 262144 });
/** Device options; `@name` stands for the path of an image. */
export const ROM_64K = 'romfile=@rom64k';
export const ROM_256K = 'romfile=@rom256k';
export const NO_ROM = 'romfile=';
