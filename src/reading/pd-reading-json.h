/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reading.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Version of the form in which a reading travels between the reader's process and who asked. */
#define PD_READING_JSON_VERSION 2

JsonNode *pd_reading_to_json (const PdReading *self);
PdReading *pd_reading_from_json (JsonNode *node, GError **error);

G_END_DECLS
