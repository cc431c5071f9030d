package compile

// registers says that functions take and give words in registers, so that a
// call does not depend on which type of number or pointer a word is.
const registers = true
