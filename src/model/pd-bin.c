/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-bin.h"

#include "model/pd-calendar-row.h"
#include "model/pd-id.h"
#include "model/pd-order-template.h"
#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_bin_state_choices[] = {
  { PD_BIN_STATE_KEPT, N_ ("In the bin") },
  { PD_BIN_STATE_RESTORED, N_ ("Restored") },
  { NULL, NULL },
};

#define F PD_FIELD_STRUCT
static const PdField entry_fields[] = { PD_BIN_ENTRY_FIELDS (F) };
static const PdField piece_fields[] = { PD_BIN_PIECE_FIELDS (F) };
#undef F

static const PdRecordType piece_type = {
  .name = "bin_piece",
  .table = "bin_pieces",
  .label = N_ ("Content"),
  .fields = piece_fields,
  .n_fields = PD_BIN_PIECE_N_FIELDS,
  .list_name = "content",
  .title_field = PD_BIN_PIECE_TEXT,
  .state_field = -1,
};

static const PdRecordType *const entry_lists[] = { &piece_type, NULL };

const PdRecordType pd_bin_entry_type = {
  .name = "bin_entry",
  .table = "bin_entries",
  .label = N_ ("Bin entry"),
  .fields = entry_fields,
  .n_fields = PD_BIN_ENTRY_N_FIELDS,
  .lists = entry_lists,
  .n_lists = 1,
  .title_field = PD_BIN_ENTRY_TITLE,
  .state_field = PD_BIN_ENTRY_STATE,
  .initial_state = PD_BIN_STATE_KEPT,
};

/** pd_bin_is_for: Returns: whether what is deleted of this type is worth keeping: a row of the calendar is one line, and is
 * removed to put back what was before */
gboolean
pd_bin_is_for (const PdRecordType *type)
{
  return type != &pd_calendar_row_type;
}

/**
 * pd_bin_keeps:
 * @type: a record type
 *
 * The bin of the office is everybody's: it has nothing of a type that somebody may not see.
 *
 * Returns: whether the platform keeps what is deleted of this type
 */
gboolean
pd_bin_keeps (const PdRecordType *type)
{
  gboolean deletes = FALSE;

  if (!pd_bin_is_for (type))
    return FALSE;
  for (const PdChoice *role = pd_role_choices; role->value != NULL; role++)
    {
      if (!pd_permission_has (role->value, "read", type->name))
        return FALSE;
      deletes = deletes || pd_permission_has (role->value, "delete", type->name);
    }
  return deletes;
}

static char *
id_of (const char *what, const char *first, const char *second)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", what, first, second);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/** pd_bin_entry_id: Returns: (transfer full): the id of the entry that keeps a deleted record, the same on every machine */
char *
pd_bin_entry_id (const PdRecordType *type, const char *record_id)
{
  return id_of ("piaodan bin entry", type->name, record_id);
}

/**
 * pd_bin_restored_id:
 * @type: a record type
 * @record_id: the id of a deleted record, which never comes back
 *
 * Returns: (transfer full): the id under which it is restored, whoever does it: twice is once
 */
char *
pd_bin_restored_id (const PdRecordType *type, const char *record_id)
{
  return id_of ("piaodan restored", type->name, record_id);
}

/* (transfer full): what of a text a field of an entry takes */
static char *
cut (const char *text, guint field)
{
  glong max = (glong) entry_fields[field].limit;

  return g_utf8_strlen (text, -1) > max ? g_utf8_substring (text, 0, max) : g_strdup (text);
}

static void
set_cut (PdRecord *entry, guint field, const char *text)
{
  g_autofree char *short_text = text != NULL ? cut (text, field) : NULL;

  pd_record_set_text (entry, field, short_text);
}

/** pd_bin_subject: Returns: (transfer full) (nullable): what tells a record from others beside its title: the first of the
 * other fields that it is searched by, as a buyer's name */
char *
pd_bin_subject (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint field = 0; field < type->n_fields; field++)
    if ((int) field != type->title_field && (type->fields[field].flags & PD_FIELD_SEARCH) != 0 &&
        pd_record_has (record, field))
      return cut (pd_record_get_text (record, field), PD_BIN_ENTRY_SUBJECT);
  return NULL;
}

static void
add_pieces (PdRecord *entry, const char *content)
{
  glong left = g_utf8_strlen (content, -1), most = (glong) piece_fields[PD_BIN_PIECE_TEXT].limit;
  g_autofree char *position = NULL;

  for (guint i = 0; left > 0; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *id = id_of ("piaodan bin piece", pd_record_get_id (entry), number);
      g_autofree char *text = g_utf8_substring (content, 0, MIN (left, most));
      char *next = pd_position_between (position, NULL);
      PdRecord *piece = pd_record_new (&piece_type, id);

      pd_record_set_text (piece, PD_BIN_PIECE_POSITION, next);
      pd_record_set_text (piece, PD_BIN_PIECE_TEXT, text);
      pd_record_add_line (entry, 0, piece);
      g_free (position);
      position = next;
      content = g_utf8_offset_to_pointer (content, MIN (left, most));
      left -= MIN (left, most);
    }
}

/**
 * pd_bin_entry_new:
 * @record: what is being deleted
 * @content: all that it is, as it crosses the network
 *
 * Returns: (transfer full): its entry, which says neither who deleted it nor when yet
 */
PdRecord *
pd_bin_entry_new (const PdRecord *record, const char *content)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *id = pd_bin_entry_id (type, pd_record_get_id (record));
  g_autofree char *subject = pd_bin_subject (record);
  PdRecord *entry = pd_record_new (&pd_bin_entry_type, id);

  pd_record_set_text (entry, PD_BIN_ENTRY_STATE, PD_BIN_STATE_KEPT);
  pd_record_set_text (entry, PD_BIN_ENTRY_RECORD_TYPE, type->name);
  pd_record_set_text (entry, PD_BIN_ENTRY_RECORD_ID, pd_record_get_id (record));
  set_cut (entry, PD_BIN_ENTRY_TITLE, pd_record_get_title (record));
  pd_record_set_text (entry, PD_BIN_ENTRY_SUBJECT, subject);
  add_pieces (entry, content);
  return entry;
}

/** pd_bin_entry_content: Returns: (transfer full): all that the record was, as it crosses the network; "" of a restored one */
char *
pd_bin_entry_content (const PdRecord *entry)
{
  GPtrArray *pieces = pd_record_get_list (entry, 0);
  GString *content = g_string_new (NULL);

  for (guint i = 0; i < pieces->len; i++)
    {
      const char *text = pd_record_get_text (g_ptr_array_index (pieces, i), PD_BIN_PIECE_TEXT);

      g_string_append (content, text != NULL ? text : "");
    }
  return g_string_free (content, FALSE);
}

static gboolean
copy_unknown_cb (gpointer name, gpointer json, gpointer data)
{
  pd_record_set_unknown (data, name, json);
  return FALSE;
}

/**
 * pd_bin_restore:
 * @kept: a deleted record as it was
 *
 * What the platform keeps for itself it makes anew: the state, and the history.
 *
 * Returns: (transfer full): a new record of the whole content, under the id of its own
 */
PdRecord *
pd_bin_restore (const PdRecord *kept)
{
  const PdRecordType *type = pd_record_get_record_type (kept);
  g_autofree char *id = pd_bin_restored_id (type, pd_record_get_id (kept));
  int steps = pd_record_type_list (type, "steps");
  GTree *unknown = pd_record_get_unknown (kept);
  PdRecord *copy = pd_record_new (type, id);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]))
      pd_record_copy_field (copy, kept, i);
  for (guint i = 0; i < type->n_lists; i++)
    {
      GPtrArray *lines = pd_record_get_list (kept, i);

      for (guint j = 0; (int) i != steps && j < lines->len; j++)
        pd_record_add_line (copy, i, pd_record_copy (g_ptr_array_index (lines, j)));
    }
  if (unknown != NULL)
    g_tree_foreach (unknown, copy_unknown_cb, copy);
  if (type->initial_state != NULL)
    pd_record_set_text (copy, (guint) type->state_field, type->initial_state);
  /* For the dates that passed meanwhile nobody wants orders unseen. */
  if (type == &pd_order_template_type && pd_record_has (copy, PD_ORDER_TEMPLATE_EVERY))
    pd_record_set_flag (copy, PD_ORDER_TEMPLATE_PAUSED, TRUE);
  pd_record_derive (copy);
  return copy;
}

/**
 * pd_bin_entry_note_restored:
 * @entry: an entry; from now on it tells what became of it, and has no content any more
 * @made: what it became
 * @by: (nullable): who wanted it
 * @now: microseconds since 1970 in UTC
 */
void
pd_bin_entry_note_restored (PdRecord *entry, const PdRecord *made, const char *by, gint64 now)
{
  pd_record_set_text (entry, PD_BIN_ENTRY_STATE, PD_BIN_STATE_RESTORED);
  pd_record_set_text (entry, PD_BIN_ENTRY_RESTORED_ID, pd_record_get_id (made));
  set_cut (entry, PD_BIN_ENTRY_RESTORED_TITLE, pd_record_get_title (made));
  set_cut (entry, PD_BIN_ENTRY_RESTORED_BY, by);
  pd_record_set_integer (entry, PD_BIN_ENTRY_RESTORED_AT, now);
  g_ptr_array_set_size (pd_record_get_list (entry, 0), 0);
}
