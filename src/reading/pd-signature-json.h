/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "reading/pd-signature.h"

G_BEGIN_DECLS

JsonNode *pd_signatures_to_json (GPtrArray *signatures);
GPtrArray *pd_signatures_from_json (JsonNode *node);

G_END_DECLS
