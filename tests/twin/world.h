// A random world around the real engine: deliveries, changes of others, devices, lost and repeated
// messages, time, restarts. Every seed can be run again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "store/store.h"
#include "tests/twin/phone.h"

namespace syncgate::twin {

class World {
  public:
    World(std::uint64_t seed, const std::filesystem::path& folder);
    ~World();

    void step();  // throws Violation
    // No more faults: every device comes to rest and equals the server's window.
    void rest();

    [[nodiscard]] const std::map<std::string, long>& counts() const { return counts_; }

  private:
    void open();
    bool chance(double probability);
    int below(int limit);

    void write();
    void deliver();
    void change_others();
    void change_folders();
    void edit(Replica& box);
    // Whether more is to come.
    bool sync(Phone& phone, const std::string& folder, bool faults);
    void rest(Phone& phone, const std::string& folder);
    void compare(const Phone& phone, const std::string& folder);

    std::mt19937_64 random_;
    std::filesystem::path folder_;
    FakeClock clock_;
    NullLog log_;
    std::unique_ptr<store::Store> store_;
    std::shared_ptr<store::Account> account_;
    std::unique_ptr<activesync::Endpoint> endpoint_;
    Server server_;
    std::vector<Phone> phones_;
    struct Late {
        std::size_t phone;
        SyncRequest request;
    };
    std::vector<Late> late_;
    // A key may be used by one late duplicate: two of them may push a live key out.
    std::set<std::string> late_keys_;
    std::map<std::string, long> counts_;
    long messages_ = 0;
    long client_ids_ = 0;
};

}  // namespace syncgate::twin
