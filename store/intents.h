// What one account's write left to be done in others: a copy there before the row here goes, each
// step harmless when it is done again.
#pragma once

#include "store/account.h"
#include "store/writer.h"

namespace syncgate::store {

class Courier;
class Engine;

// Carries out the account's intents; those whose receiver is gone are dropped. When none is left
// the account's `due` entries are cleared. True when none is left.
bool carry_out(Account& source, Writer& writer, Courier& courier, Engine& engine);

}  // namespace syncgate::store
