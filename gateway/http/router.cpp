#include "gateway/http/router.h"

#include <algorithm>

#include "base/text.h"

namespace syncgate::http {
namespace {

bool matches(std::string_view path, std::string_view prefix) {
    if (!istarts_with(path, prefix)) {
        return false;
    }
    return path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/';
}

}  // namespace

void Router::add(Route route) {
    const auto place = std::find_if(routes_.begin(), routes_.end(), [&](const Route& other) {
        return other.prefix.size() < route.prefix.size();
    });
    routes_.insert(place, std::move(route));
}

const Route* Router::find(std::string_view path, Audience audience) const {
    const auto it = std::find_if(routes_.begin(), routes_.end(), [&](const Route& route) {
        return route.audience == audience && matches(path, route.prefix);
    });
    return it == routes_.end() ? nullptr : &*it;
}

}  // namespace syncgate::http
