// The scope that a snapshot, note or change works on, for parts of the store in files of their own.
#pragma once

#include "store/scope.h"
#include "store/snapshot.h"

namespace syncgate::store {

inline Scope& scope_of(const Snapshot& snapshot) {
    struct Open : Snapshot {
        explicit Open(const Snapshot& from) : Snapshot(from) {}
        [[nodiscard]] Scope& scope() const { return *scope_; }
    };
    return Open(snapshot).scope();
}

}  // namespace syncgate::store
