#include "gateway/http/trail.h"

namespace syncgate::http {

void release(Trail& trail, const Services& services) {
    if (trail.watched || trail.parked) {
        services.hub.forget(trail.handle);
        trail.watched = trail.parked = false;
    }
}

void finish(Trail& trail, std::uint64_t bytes_out, const Services& services) {
    release(trail, services);
    ++services.requests;
    RequestRecord record;
    record.account = trail.who.account;
    record.address = trail.who.address;
    record.peer = trail.peer.address;
    record.method = trail.method;
    record.path = trail.path;
    record.status = trail.status;
    record.bytes_in = trail.bytes_in;
    record.bytes_out = bytes_out;
    const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - trail.began);
    record.microseconds = static_cast<std::uint64_t>(spent.count());
    record.parked_microseconds = static_cast<std::uint64_t>(trail.parked_time.count());
    record.notes = &trail.notes;
    services.observer.finished(record);
}

}  // namespace syncgate::http
