// noble.js: what tests/vectors/make.mjs needs of the libraries beside the formats that stand here; in no bundle
export { ed25519, x25519 } from '@noble/curves/ed25519.js'
export { hmac } from '@noble/hashes/hmac.js'
export { sha256, sha512 } from '@noble/hashes/sha2.js'
