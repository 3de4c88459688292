#include "protocols/activesync/items/render_or_explain.h"

#include <exception>
#include <new>

#include "store/failure.h"

namespace syncgate::activesync {
namespace {

// Of the store, while an item is read: trouble of the disk, not of this item.
bool may_pass(ErrorCode code) {
    return code == ErrorCode::kUnavailable || code == ErrorCode::kOverQuota;
}

}  // namespace

wbxml::Element render_or_explain(
    const std::function<Result<wbxml::Element>()>& render,
    const std::function<wbxml::Element(std::string_view reason)>& explain) {
    try {
        auto rendered = render();
        return rendered ? *std::move(rendered) : explain(rendered.error().detail);
    } catch (const store::StoreFailure& failure) {
        if (may_pass(failure.error().code)) {
            throw;
        }
        return explain(failure.what());
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {  // an item that breaks a codec
        return explain(error.what());
    }
}

}  // namespace syncgate::activesync
