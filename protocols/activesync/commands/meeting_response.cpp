#include "protocols/activesync/commands/meeting_response.h"

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace meeting = wbxml::meeting_response;

constexpr std::size_t kMaxRequests = 100;
constexpr int kInvalidRequest = 2;  // MS-ASCMD 2.2.3.177.9

int status_for(const Element& request, Version version) {
    const auto instance = request.text(meeting::kInstanceId);
    const bool bad_time = instance && !parse_iso8601(*instance);
    return bad_time && version >= Version::k14_1 ? static_cast<int>(CommonStatus::kInvalidDateTime)
                                                 : kInvalidRequest;
}

}  // namespace

Answer run_meeting_response(Context& context, const Element* root) {
    const auto& requests = root->children();
    if (requests.empty() || requests.size() > kMaxRequests) {
        return fail(*find_command("MeetingResponse"), context.version, CommonStatus::kInvalidXml);
    }
    Element answer(meeting::kMeetingResponse);
    for (const auto& request : requests) {
        Element& result = answer.add(meeting::kResult);
        if (const auto id = request.text(meeting::kRequestId)) {
            result.add(meeting::kRequestId, std::string(*id));
        }
        result.add(meeting::kStatus, status_for(request, context.version));
    }
    return answer;
}

}  // namespace syncgate::activesync
