/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire/pd-wire.h"

G_BEGIN_DECLS

/* No single text on the wire is longer, whatever its field's limit. */
#define PD_WIRE_MAX_TEXT (64 * 1024)

/* More than a client ever sends: its own limit is 500 mutations or 1 MiB. */
#define PD_WIRE_MAX_MUTATIONS 1000

/* Begins the text that stands for a number which a JsonNode cannot hold exactly: U+FFFF, which is no character. */
#define PD_WIRE_NUMBER_MARK "\xef\xbf\xbf"

gboolean pd_wire_scan (const char *text, gsize length, char **exact, GError **error);
gboolean pd_wire_node_is_text (JsonNode *node);
void pd_wire_field_error (GError **error, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);
JsonObject *pd_wire_object (JsonNode *node, const char *path, GError **error);
JsonArray *pd_wire_array (JsonNode *node, const char *path, guint max_length, GError **error);
gboolean pd_wire_get_string (JsonObject *object,
                             const char *name,
                             const char *path,
                             gboolean required,
                             const char **value,
                             GError **error);
gboolean pd_wire_get_integer (JsonObject *object,
                              const char *name,
                              const char *path,
                              gboolean required,
                              gint64 *value,
                              GError **error);
gboolean pd_wire_get_count (JsonObject *object,
                            const char *name,
                            const char *path,
                            gboolean required,
                            gint64 *value,
                            GError **error);
gboolean
pd_wire_get_boolean (JsonObject *object, const char *name, const char *path, gboolean *value, GError **error);
gboolean
pd_wire_get_id (JsonObject *object, const char *name, const char *path, const char **value, GError **error);
gboolean pd_wire_check_format (JsonObject *object, const char *path, GError **error);
void pd_wire_write_node (GString *out, JsonNode *node);
void pd_wire_write_canonical_node (GString *out, JsonNode *node);
char *pd_wire_object_hash (JsonObject *object, const char *left_out);
char *pd_wire_path (const char *path, const char *name);
char *pd_wire_path_index (const char *path, guint index);

gboolean pd_wire_write_field (GString *out, const PdRecord *record, guint field, gboolean first);
gboolean pd_wire_read_field (PdRecord *record, guint field, JsonNode *node, const char *path, GError **error);
void pd_wire_write_line (GString *out, const PdRecord *line);
PdRecord *pd_wire_read_line (const PdRecordType *type, JsonNode *node, const char *path, GError **error);
PdRecord *pd_wire_read_record (JsonNode *node, const char *path, GError **error);
PdPatch *pd_wire_read_patch (const PdRecordType *type, JsonNode *node, const char *path, GError **error);

G_END_DECLS
