/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-attachment.h"

#include "model/pd-id.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LIST_NAME "attachments"

#define F PD_FIELD_STRUCT
static const PdField attachment_fields[] = { PD_ATTACHMENT_FIELDS (F) };
#undef F

/* The files of one type of record; they differ in whose they are alone. */
#define ATTACHMENT_TYPE(owner)                                                                               \
  const PdRecordType pd_##owner##_attachment_type = {                                                        \
    .name = #owner "_attachment",                                                                            \
    .table = #owner "_attachments",                                                                          \
    .label = N_ ("Attachment"),                                                                              \
    .fields = attachment_fields,                                                                             \
    .n_fields = PD_ATTACHMENT_N_FIELDS,                                                                      \
    .list_name = LIST_NAME,                                                                                  \
    .title_field = PD_ATTACHMENT_NAME,                                                                       \
    .state_field = -1,                                                                                       \
    .annotates = TRUE,                                                                                       \
  }

ATTACHMENT_TYPE (order);
ATTACHMENT_TYPE (invoice);
ATTACHMENT_TYPE (received);
ATTACHMENT_TYPE (ticket);
ATTACHMENT_TYPE (solution);

/**
 * pd_attachment_list:
 * @type: a record type
 *
 * Returns: the index of its list of attachments, -1 for a type without one
 */
int
pd_attachment_list (const PdRecordType *type)
{
  return pd_record_type_list (type, LIST_NAME);
}

/**
 * pd_record_get_attachments:
 * @record: a record
 *
 * Returns: (transfer none) (nullable) (element-type PdRecord): its attachments, oldest first when sorted; %NULL for a
 *   record of a type without them
 */
GPtrArray *
pd_record_get_attachments (const PdRecord *record)
{
  int list = pd_attachment_list (pd_record_get_record_type (record));

  return list < 0 ? NULL : pd_record_get_list (record, (guint) list);
}

/**
 * pd_record_find_attachment:
 * @record: a record
 * @id: the attachment's id
 *
 * Returns: (transfer none) (nullable): the attachment
 */
PdRecord *
pd_record_find_attachment (const PdRecord *record, const char *id)
{
  int list = pd_attachment_list (pd_record_get_record_type (record));

  return list < 0 ? NULL : pd_record_find_line (record, (guint) list, id);
}

/**
 * pd_record_add_attachment:
 * @record: a record of a type with attachments
 * @now: microseconds since 1970 in UTC
 * @name: the file's name, as pd_attachment_plain_name() makes it
 * @media_type: (nullable): as "application/pdf"
 * @size: bytes
 * @sha256: its hash in hex
 *
 * Returns: (transfer none): the new attachment
 */
PdRecord *
pd_record_add_attachment (PdRecord *record,
                          gint64 now,
                          const char *name,
                          const char *media_type,
                          gint64 size,
                          const char *sha256)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int list = pd_attachment_list (type);
  g_autofree char *id = pd_id_new (now);
  PdRecord *attachment;

  g_return_val_if_fail (list >= 0, NULL);

  attachment = pd_record_new (type->lists[list], id);
  pd_record_set_text (attachment, PD_ATTACHMENT_NAME, name);
  pd_record_set_text (attachment, PD_ATTACHMENT_MEDIA_TYPE, media_type);
  pd_record_set_integer (attachment, PD_ATTACHMENT_SIZE, size);
  pd_record_set_text (attachment, PD_ATTACHMENT_SHA256, sha256);
  pd_record_add_line (record, (guint) list, attachment);
  return attachment;
}

/** pd_attachment_is_hash: @text: (nullable). Returns: whether it is a SHA-256 as it is written here: hex, lower case */
gboolean
pd_attachment_is_hash (const char *text)
{
  return text != NULL && strlen (text) == PD_ATTACHMENT_HASH_LENGTH &&
         strspn (text, "0123456789abcdef") == PD_ATTACHMENT_HASH_LENGTH;
}

/* What could lead out of a folder, hide a file, or turn its name around on the screen ("fdp.exe" as "exe.pdf"). */
static gboolean
is_safe_character (gunichar character)
{
  return character != '/' && character != '\\' && g_unichar_isprint (character) &&
         g_unichar_type (character) != G_UNICODE_FORMAT;
}

static gboolean
is_safe_name (const char *name)
{
  if (*name == '.' || *name == '\0')
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_safe_character (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

/**
 * pd_attachment_plain_name:
 * @name: a file's name, in whatever encoding, without folders
 *
 * Returns: (transfer full): a name that every computer can write: valid UTF-8, without separators, control characters
 *   and a dot at its beginning, and not too long; its ending is kept
 */
char *
pd_attachment_plain_name (const char *name)
{
  const glong limit = (glong) attachment_fields[PD_ATTACHMENT_NAME].limit;
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *beginning = NULL;
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *ending;
  glong length, ending_length;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    if (is_safe_character (g_utf8_get_char (at)))
      g_string_append_unichar (plain, g_utf8_get_char (at));
    else
      g_string_append_c (plain, '_');
  g_strstrip (plain->str);
  g_string_truncate (plain, strlen (plain->str));
  if (*plain->str == '.' || plain->len == 0)
    g_string_prepend_c (plain, '_');
  length = g_utf8_strlen (plain->str, -1);
  if (length <= limit)
    return g_strdup (plain->str);
  ending = strrchr (plain->str, '.');
  ending_length = ending != NULL ? g_utf8_strlen (ending, -1) : 0;
  if (ending_length > 12)
    ending_length = 0;
  beginning = g_utf8_substring (plain->str, 0, limit - ending_length);
  return g_strconcat (g_strstrip (beginning), ending_length > 0 ? ending : "", NULL);
}

static void
check_attachment (const PdRecord *attachment, GPtrArray *problems)
{
  const char *name = pd_record_get_text (attachment, PD_ATTACHMENT_NAME);
  const char *hash = pd_record_get_text (attachment, PD_ATTACHMENT_SHA256);
  gint64 size = pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE);

  if (name != NULL && !is_safe_name (name))
    pd_problem_add (problems, attachment, TRUE, PD_ATTACHMENT_NAME, PD_PROBLEM_ERROR,
                    _ ("A file cannot have this name."));
  if (hash != NULL && !pd_attachment_is_hash (hash))
    pd_problem_add (problems, attachment, TRUE, PD_ATTACHMENT_SHA256, PD_PROBLEM_ERROR,
                    _ ("The value is not in the form that this field has."));
  if (size < 0 || size > PD_ATTACHMENT_MAX_BYTES)
    pd_problem_add (problems, attachment, TRUE, PD_ATTACHMENT_SIZE, PD_PROBLEM_ERROR,
                    _ ("A file may have at most %d MB."), PD_ATTACHMENT_MAX_BYTES / 1000000);
}

/**
 * pd_attachments_check:
 * @record: a record of a type with attachments
 * @problems: (element-type PdProblem): where what is wrong with them goes
 *
 * For the check function of a type.
 */
void
pd_attachments_check (const PdRecord *record, GPtrArray *problems)
{
  GPtrArray *attachments = pd_record_get_attachments (record);

  for (guint i = 0; i < attachments->len; i++)
    check_attachment (g_ptr_array_index (attachments, i), problems);
  if (attachments->len > PD_ATTACHMENT_MAX_COUNT)
    pd_problem_add (problems, record, FALSE, -1, PD_PROBLEM_ERROR,
                    _ ("A record may have at most %d attachments."), PD_ATTACHMENT_MAX_COUNT);
}
