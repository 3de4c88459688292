// The reports, in one table: where each may be asked for, and what runs it.
#pragma once

#include <vector>

#include "protocols/dav/context.h"

namespace syncgate::dav {

// What supported-report-set says of a node.
std::vector<xml::Name> reports_of(const Node& node);

// Each has its element, and what stands at the path.
Reply report_changes(const Context& context, const xml::Element& report);
Reply report_listed(const Context& context, const xml::Element& report);
Reply report_found(const Context& context, const xml::Element& report);
Reply report_entries_listed(const Context& context, const xml::Element& report);
Reply report_entries_found(const Context& context, const xml::Element& report);
Reply report_expanded(const Context& context, const xml::Element& report);
Reply report_principals_found(const Context& context, const xml::Element& report);
Reply report_search_properties(const Context& context, const xml::Element& report);
Reply report_granted_principals(const Context& context, const xml::Element& report);
Reply report_matching_principals(const Context& context, const xml::Element& report);

}  // namespace syncgate::dav
