// What a device holds of one folder, and what no answer may do to it (docs/sync-engine.md,
// invariants I1, I5, I8).
#pragma once

#include <map>
#include <optional>
#include <set>
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
    bool operator==(const Mail&) const = default;
};

// A change that the user made and the server has not answered yet.
struct Pending {
    enum class Kind { kRead, kFlag, kDelete, kSpoilt, kAdd } kind = Kind::kRead;
    std::string id;      // ServerId, or ClientId of kAdd
    bool value = false;  // of kRead and kFlag
};

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
