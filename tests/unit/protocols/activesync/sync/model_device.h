// A device that applies what it is given and checks each answer (docs/sync-engine.md, I1, I2, I5).
#pragma once

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocols/activesync/sync/execute.h"
#include "protocols/activesync/sync/respond.h"
#include "tests/unit/protocols/activesync/sync/model_collection.h"

namespace syncgate::activesync::model_world {

// The device and the server disagree, or a rule of the protocol is broken.
class Violation : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

inline void demand(bool good, const std::string& what) {
    if (!good) {
        throw Violation(what);
    }
}

// A change that the user made on the device.
struct Edit {
    CommandKind kind = CommandKind::kChange;
    long op = 0;         // names the user's deed, whatever it is sent as
    long client_id = 0;  // kAdd
    Uid uid = 0;
    Content content;  // kAdd
    Field field = Field::kText;
    long value = 0;
    bool refused = false;  // the server may not do it

    [[nodiscard]] ClientCommand command() const;
};

struct SyncAnswer {
    int status = 1;
    bool compacted = false;  // the cause of Status 3; else the key is unknown
    std::int64_t key = 0;
    struct Response {
        Edit edit;
        CommandOutcome outcome;
    };
    std::vector<Response> responses;
    struct Command {
        CommandType type;
        Uid uid;
        Content content;
        bool state_only;  // of a Change
    };
    std::vector<Command> commands;
    bool more = false;
    std::optional<std::map<Uid, Content>> expected;  // without MoreAvailable
};

struct ModelDevice {
    std::int64_t key = 0;
    int filter = 0;
    std::map<Uid, Content> items;
    std::vector<Edit> pending;
    std::set<std::int64_t> late_keys;  // of which a late duplicate is under way

    void apply(const SyncAnswer& answer, int window);
    void restart();

  private:
    void compare(const std::map<Uid, Content>& expected) const;
    void take(const SyncAnswer::Response& response);
    void take(const SyncAnswer::Command& command);
};

}  // namespace syncgate::activesync::model_world
