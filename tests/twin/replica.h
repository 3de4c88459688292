// What a device holds of one folder, and what no answer may do to it (docs/sync-engine.md,
// invariants I1, I5, I8).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "formats/wbxml/element.h"
#include "tests/twin/violation.h"

namespace syncgate::twin {

// A mail as a device shows it.
struct Mail {
    std::string subject;
    bool read = false;
    bool flagged = false;
    std::string tags{};  // its categories, sorted, one a line
    bool operator==(const Mail&) const = default;
};

// A change that the user made and the server has not answered yet.
struct Pending {
    enum class Kind { kRead, kFlag, kTag, kDelete, kSpoilt, kAdd } kind = Kind::kRead;
    std::string id;      // ServerId, or ClientId of kAdd
    bool value = false;  // of kRead, kFlag and kTag
};

// What kTag gives a mail.
inline constexpr const char* kTagName = "für später";

// The Status that the answer gives a command of this ServerId, or ClientId of an Add; success goes
// without saying. 0 for an Add that it does not answer.
int status_of(const wbxml::Element& collection, const std::string& id, bool is_add);

// What holds for every Collection of an answer: at most WindowSize commands, no item twice,
// MoreAvailable only with a command, no SyncKey a second time. Returns its commands.
std::span<const wbxml::Element> commands_of(const wbxml::Element& collection, int window,
                                            const std::string& asked,
                                            std::set<std::string>& keys_seen);

class Replica {
  public:
    std::string key = "0";
    int filter = 0;
    bool conversations = false;
    std::map<std::string, Mail> items;
    std::vector<Pending> pending;
    std::size_t changes = 0;  // commands that the server ever sent

    // Takes a Collection of a Sync answer that was read. `sent` are the commands of its request.
    // Returns whether more is to come.
    bool apply(const wbxml::Element& collection, const std::vector<Pending>& sent, int window);

    // After Status 3: everything anew.
    void restart();

  private:
    void settle(const wbxml::Element& collection, const std::vector<Pending>& sent);
    void command(const wbxml::Element& command);

    std::set<std::string> keys_seen_{"0"};
};

}  // namespace syncgate::twin
