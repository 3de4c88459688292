// Two requests at once. Which comes first is not ours to say: nothing is compared until the phone
// has come to rest again.
#include <future>

#include "tests/twin/world.h"

namespace syncgate::twin {
namespace {

struct Sent {
    const Phone& phone;
    const SyncRequest& request;
};

std::pair<Phone::Answer, Phone::Answer> at_once(Host& host, const Sent& one, const Sent& other) {
    // By value: the next server may be another gateway.
    const Server here = host.server();
    const Server there = host.server();
    auto first = std::async(std::launch::async, [&] { return one.phone.sync(here, one.request); });
    auto second = other.phone.sync(there, other.request);
    return {first.get(), std::move(second)};
}

}  // namespace

void World::parallel_step(Phone& phone, const std::string& folder) {
    ++counts_["at once"];
    const int what = dice_.below(4);
    if (what == 3) {
        folder_command_twice_at_once(phone);
    } else if (what == 0) {
        repeat_at_once(phone, folder);
    } else if (what == 1) {
        two_folders_at_once(phone, folder);
    } else {
        two_phones_at_once(phone, folder);
    }
}

// The same key in two requests, one perhaps without its commands; one answer is read.
void World::repeat_at_once(Phone& phone, const std::string& folder) {
    const SyncRequest request = request_for(phone, folder, Faults::kAny);
    SyncRequest again = request;
    if (dice_.chance(0.3)) {
        again.commands.clear();
    }
    if (!may_repeat(phone, request)) {
        return;
    }
    auto answers = at_once(host_, {phone, request}, {phone, again});
    if (dice_.chance(0.5)) {
        take(phone, request, answers.first, Look::kPass);
    } else {
        take(phone, again, answers.second, Look::kPass);
    }
    rest(phone, folder);
}

void World::two_folders_at_once(Phone& phone, const std::string& folder) {
    const std::string other = dice_.pick(phone.folders).first;
    if (other == folder) {
        return;
    }
    const SyncRequest one = request_for(phone, folder, Faults::kAny);
    const SyncRequest two = request_for(phone, other, Faults::kAny);
    auto answers = at_once(host_, {phone, one}, {phone, two});
    take(phone, one, answers.first, Look::kPass);
    take(phone, two, answers.second, Look::kPass);
}

void World::two_phones_at_once(Phone& phone, const std::string& folder) {
    auto& other = dice_.pick(phones_);
    if (&other == &phone || !other.folders.contains(folder)) {
        return;
    }
    const SyncRequest one = request_for(phone, folder, Faults::kAny);
    const SyncRequest two = request_for(other, folder, Faults::kAny);
    auto answers = at_once(host_, {phone, one}, {other, two});
    take(phone, one, answers.first, Look::kPass);
    take(other, two, answers.second, Look::kPass);
}

// Both are answered alike, by two gateways where there are two.
void World::folder_command_twice_at_once(Phone& phone) {
    const FolderRequest request = folder_request(phone);
    note_deletion(phone, request);
    const Server here = host_.server();
    const Server there = host_.server();
    auto first = std::async(std::launch::async, [&] { return phone.change_folder(here, request); });
    const auto second = phone.change_folder(there, request);
    check(first.get() == second, "a folder command that came twice at once has two answers");
    take(phone, request, second);
}

}  // namespace syncgate::twin
