// What a device of SyncWorld and its server say to each other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocols/activesync/sync/execute.h"
#include "protocols/activesync/sync/respond.h"
#include "tests/unit/protocols/activesync/sync/memory_collection.h"

namespace syncgate::activesync {

// The device and the server disagree, or a rule of the protocol is broken.
class Violation : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Throws Violation.
inline void check(bool good, const char* what) {
    if (!good) {
        throw Violation(what);
    }
}

// What the user did on a device.
struct Edit {
    CommandKind kind = CommandKind::kChange;
    long op = 0;
    std::string client_id;
    Uid uid = 0;
    int field = 0;  // kChange: 0 state, 1 text, 2 sort key
    std::int64_t value = 0;
    Shown shown;  // kAdd
    bool bad = false;
};

struct WorldRequest {
    std::int64_t key = 0;
    std::vector<Edit> edits;
    int window = 100;
    Window shown;
    bool server_wins = true;
    bool get_changes = true;
};

struct WorldAnswer {
    int status = 1;
    bool unknown_key = false;
    std::int64_t key = 0;
    std::vector<CommandOutcome> outcomes;  // one an edit
    struct Command {
        CommandType type;
        Uid uid;
        bool state_only;
        Shown shown;
    };
    std::vector<Command> commands;
    bool more = false;
    std::optional<std::map<Uid, Shown>> expected;  // at rest
};

inline Shown with_field(Shown shown, int field, std::int64_t value) {
    (field == 0 ? shown.state : field == 1 ? shown.text : shown.sort_key) = value;
    return shown;
}

}  // namespace syncgate::activesync
