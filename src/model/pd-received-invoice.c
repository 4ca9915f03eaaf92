/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-received-invoice.h"

#include "model/pd-attachment.h"
#include "model/pd-id.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Files of one invoice that a sentence names. */
#define MAX_NAMED_FILES 5

const PdChoice pd_received_state_choices[] = {
  { PD_RECEIVED_STATE_UNVERIFIED, N_ ("Not verified") }, { PD_RECEIVED_STATE_VERIFIED, N_ ("Verified") },
  { PD_RECEIVED_STATE_REIMBURSED, N_ ("Reimbursed") },   { PD_RECEIVED_STATE_BOOKED, N_ ("Booked") },
  { PD_RECEIVED_STATE_VOID, N_ ("Not to be used") },     { NULL, NULL },
};

static void
check_received (const PdRecord *received, PdRequired level, GPtrArray *problems)
{
  const char *number = pd_record_get_text (received, PD_RECEIVED_NUMBER);

  for (const char *at = number; at != NULL && *at != '\0'; at++)
    if (!g_ascii_isalnum (*at))
      {
        pd_problem_add (problems, received, FALSE, PD_RECEIVED_NUMBER, PD_PROBLEM_ERROR,
                        _ ("An invoice number has only digits and letters."));
        break;
      }
  pd_attachments_check (received, problems);
}

#define F PD_FIELD_STRUCT
static const PdField received_fields[] = { PD_RECEIVED_FIELDS (F) };
static const PdField received_line_fields[] = { PD_RECEIVED_LINE_FIELDS (F) };
#undef F

const PdRecordType pd_received_line_type = {
  .name = "received_line",
  .table = "received_lines",
  .label = N_ ("Line"),
  .fields = received_line_fields,
  .n_fields = PD_RECEIVED_LINE_N_FIELDS,
  .list_name = "lines",
  .title_field = PD_RECEIVED_LINE_NAME,
  .state_field = -1,
};

static const PdRecordType *const received_lists[] = { &pd_received_line_type, &pd_received_attachment_type,
                                                      NULL };

const PdRecordType pd_received_type = {
  .name = "received",
  .table = "received_invoices",
  .label = N_ ("Received invoice"),
  .fields = received_fields,
  .n_fields = PD_RECEIVED_N_FIELDS,
  .lists = received_lists,
  .n_lists = 2,
  .title_field = PD_RECEIVED_NUMBER,
  .state_field = PD_RECEIVED_STATE,
  .initial_state = PD_RECEIVED_STATE_UNVERIFIED,
  .check = check_received,
};

/* Each part ends with its zero byte, so that no two ways to part a text give the same. */
static char *
id_of_parts (const char *const *parts)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  for (gsize i = 0; parts[i] != NULL; i++)
    g_checksum_update (checksum, (const guchar *) parts[i], (gssize) strlen (parts[i]) + 1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/**
 * pd_received_id:
 * @tenant: the tenant's id
 * @code: (nullable): the invoice code; %NULL or "" for a fully digitalised invoice
 * @number: the invoice number
 *
 * Makes the id of a received invoice from what makes it unique (standards §2.2: the code and the number, or the number
 * alone), so that nobody takes the same invoice in twice, not even two desks without a network.
 *
 * Returns: (transfer full): a UUID
 */
char *
pd_received_id (const char *tenant, const char *code, const char *number)
{
  const char *const parts[] = { "piaodan received invoice", tenant, code != NULL ? code : "", number, NULL };

  return id_of_parts (parts);
}

/**
 * pd_received_line_id:
 * @received_id: the id of a received invoice
 * @line: which line of its file, from 0
 *
 * Returns: (transfer full): the id that this line has on every desk that reads the file
 */
char *
pd_received_line_id (const char *received_id, guint line)
{
  g_autofree char *number = g_strdup_printf ("%u", line);
  const char *const parts[] = { "piaodan received line", received_id, number, NULL };

  return id_of_parts (parts);
}

/**
 * pd_received_find_file:
 * @received: a received invoice
 * @sha256: the hash of a file's content in hex
 *
 * Returns: (transfer none) (nullable): its attachment with this content
 */
PdRecord *
pd_received_find_file (const PdRecord *received, const char *sha256)
{
  GPtrArray *files = pd_record_get_attachments (received);

  for (guint i = 0; i < files->len; i++)
    if (g_strcmp0 (pd_record_get_text (files->pdata[i], PD_ATTACHMENT_SHA256), sha256) == 0)
      return files->pdata[i];
  return NULL;
}

/**
 * pd_received_add_file:
 * @received: a received invoice
 * @name: the file's name, as pd_attachment_plain_name() makes it
 * @media_type: (nullable): as "application/pdf"
 * @size: bytes
 * @sha256: its hash in hex
 *
 * The id of the attachment follows from the content, so that the same file is added once, whoever adds it.
 *
 * Returns: (transfer none): the attachment, which may have been there before
 */
PdRecord *
pd_received_add_file (PdRecord *received,
                      const char *name,
                      const char *media_type,
                      gint64 size,
                      const char *sha256)
{
  const char *const parts[] = { "piaodan received file", pd_record_get_id (received), sha256, NULL };
  g_autofree char *id = NULL;
  PdRecord *file = pd_received_find_file (received, sha256);

  if (file != NULL)
    return file;
  id = id_of_parts (parts);
  file = pd_record_new (&pd_received_attachment_type, id);
  pd_record_set_text (file, PD_ATTACHMENT_NAME, name);
  pd_record_set_text (file, PD_ATTACHMENT_MEDIA_TYPE, media_type);
  pd_record_set_integer (file, PD_ATTACHMENT_SIZE, size);
  pd_record_set_text (file, PD_ATTACHMENT_SHA256, sha256);
  pd_record_add_line (received, PD_RECEIVED_LIST_ATTACHMENTS, file);
  return file;
}

/* What two formats of an invoice write differently and mean alike: spaces, full-width and half-width characters. */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *folded = g_string_new (NULL);

  for (const char *at = normal != NULL ? normal : text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isspace (g_utf8_get_char (at)))
      g_string_append_unichar (folded, g_utf8_get_char (at));
  return g_string_free (folded, FALSE);
}

/* Whether nobody would say that the two tell different things: a value that is not there contradicts none. */
static gboolean
agrees (const PdRecord *a, const PdRecord *b, guint field)
{
  const PdField *info = &pd_record_get_record_type (a)->fields[field];
  g_autofree char *mine = NULL;
  g_autofree char *theirs = NULL;

  if (!pd_record_has (a, field) || !pd_record_has (b, field) || pd_record_field_equal (a, b, field))
    return TRUE;
  if (info->kind != PD_KIND_TEXT)
    return FALSE;
  mine = fold (pd_record_get_text (a, field));
  theirs = fold (pd_record_get_text (b, field));
  return g_str_equal (mine, theirs);
}

/* What each taking in has of its own. */
static gboolean
is_joined_apart (guint field)
{
  return field == PD_RECEIVED_TAKEN_ON || field == PD_RECEIVED_WARNINGS || field == PD_RECEIVED_NOTE;
}

static gboolean
line_agrees (const PdRecord *a, const PdRecord *b)
{
  for (guint i = 0; i < PD_RECEIVED_LINE_N_FIELDS; i++)
    if (i != PD_RECEIVED_LINE_POSITION && !agrees (a, b, i))
      return FALSE;
  return TRUE;
}

static gboolean
contradicts (const PdRecord *a, const PdRecord *b, guint *field)
{
  GPtrArray *mine = pd_record_get_list (a, PD_RECEIVED_LIST_LINES);
  GPtrArray *theirs = pd_record_get_list (b, PD_RECEIVED_LIST_LINES);

  for (guint i = 0; i < PD_RECEIVED_N_FIELDS; i++)
    if (pd_field_is_mergeable (&received_fields[i]) && !is_joined_apart (i) && !agrees (a, b, i))
      {
        *field = i;
        return TRUE;
      }
  *field = PD_RECEIVED_N_FIELDS;
  if (mine->len == 0 || theirs->len == 0)
    return FALSE;
  for (guint i = 0; i < mine->len && mine->len == theirs->len; i++)
    if (!line_agrees (mine->pdata[i], theirs->pdata[i]))
      return TRUE;
  return mine->len != theirs->len;
}

/* The lines of @more that @text has not, at its end, as far as the field goes. */
static void
add_sentences (PdRecord *received, guint field, const char *more)
{
  g_autoptr (GString) text = g_string_new (pd_record_get_text (received, field));
  g_auto (GStrv) lines = g_strsplit (more != NULL ? more : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && strstr (text->str, lines[i]) == NULL &&
        g_utf8_strlen (text->str, -1) + g_utf8_strlen (lines[i], -1) < (glong) received_fields[field].limit)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", lines[i]);
  if (text->len > 0)
    pd_record_set_text (received, field, text->str);
}

static void
fill_line (PdRecord *line, const PdRecord *other)
{
  for (guint i = 0; i < PD_RECEIVED_LINE_N_FIELDS; i++)
    if (!pd_record_has (line, i))
      pd_record_copy_field (line, other, i);
}

static void
fill (PdRecord *received, const PdRecord *other)
{
  GPtrArray *mine = pd_record_get_list (received, PD_RECEIVED_LIST_LINES);
  GPtrArray *theirs = pd_record_get_list (other, PD_RECEIVED_LIST_LINES);

  for (guint i = 0; i < PD_RECEIVED_N_FIELDS; i++)
    if (pd_field_is_mergeable (&received_fields[i]) && !pd_record_has (received, i))
      pd_record_copy_field (received, other, i);
  add_sentences (received, PD_RECEIVED_WARNINGS, pd_record_get_text (other, PD_RECEIVED_WARNINGS));
  for (guint i = 0; i < theirs->len; i++)
    if (i < mine->len)
      fill_line (mine->pdata[i], theirs->pdata[i]);
    else
      pd_record_add_line (received, PD_RECEIVED_LIST_LINES, pd_record_copy (theirs->pdata[i]));
}

/**
 * pd_received_join:
 * @received: an invoice as it was taken in
 * @other: the same number as somebody else took it in, or from another file
 * @field: (out) (optional): where they tell different things; %PD_RECEIVED_N_FIELDS for the lines
 *
 * Makes one of both when they are the same invoice: the files of both, and what only one of them could be read for. Of
 * an invoice that is in use or void only files and notes are added. Nothing is overwritten, ever.
 *
 * Returns: %FALSE, with @received as it was, when they tell different things: a person looks
 */
gboolean
pd_received_join (PdRecord *received, const PdRecord *other, guint *field)
{
  GPtrArray *files = pd_record_get_attachments (other);
  guint where;

  if (contradicts (received, other, field != NULL ? field : &where))
    return FALSE;
  if (!pd_workflow_is_frozen (received))
    fill (received, other);
  add_sentences (received, PD_RECEIVED_NOTE, pd_record_get_text (other, PD_RECEIVED_NOTE));
  for (guint i = 0; i < files->len; i++)
    {
      const PdRecord *file = files->pdata[i];

      if (pd_received_find_file (received, pd_record_get_text (file, PD_ATTACHMENT_SHA256)) == NULL)
        pd_record_add_line (received, PD_RECEIVED_LIST_ATTACHMENTS, pd_record_copy (file));
    }
  return TRUE;
}

/* Invoices are China's, and so are the times that people read of them. */
static char *
time_text (gint64 time)
{
  const gint64 offset = 8 * G_TIME_SPAN_HOUR;
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_utc ((time + offset) / G_TIME_SPAN_SECOND);

  return local != NULL ? g_date_time_format (local, "%F %R") : g_strdup ("");
}

static const char *
state_label (const PdRecord *record)
{
  const char *state = pd_record_get_state (record);

  for (const PdChoice *choice = pd_received_state_choices; choice->value != NULL; choice++)
    if (g_strcmp0 (choice->value, state) == 0)
      return _ (choice->label);
  return state != NULL ? state : "";
}

/**
 * pd_received_get_month:
 * @received: a received invoice
 *
 * Returns: (transfer full) (nullable): the month in which it is filed, "YYYY-MM"; %NULL when it has no date
 */
char *
pd_received_get_month (const PdRecord *received)
{
  const char *day = pd_record_get_text (received, PD_RECEIVED_ISSUE_DATE);

  return day != NULL && strlen (day) == 10 ? g_strndup (day, 7) : NULL;
}

/**
 * pd_received_describe_use:
 * @received: a received invoice
 *
 * Returns: (transfer full): a sentence that says who brought it to its state, when and with which words: why it cannot be
 *   used once more
 */
char *
pd_received_describe_use (const PdRecord *received)
{
  const char *by = pd_record_get_text (received, PD_RECEIVED_STATE_BY);
  const char *reason = pd_record_get_text (received, PD_RECEIVED_STATE_REASON);
  g_autofree char *at = time_text (pd_record_get_integer (received, PD_RECEIVED_STATE_AT));

  if (!pd_record_has (received, PD_RECEIVED_STATE_AT))
    return g_strdup_printf (_ ("Its state is “%s”."), state_label (received));
  if (by == NULL)
    by = _ ("the tax bureau");
  if (reason == NULL)
    /* Translators: a state, who brought it there, when */
    return g_strdup_printf (_ ("It is “%1$s” since %3$s, by %2$s. An invoice is used only once."),
                            state_label (received), by, at);
  return g_strdup_printf (
      /* Translators: a state, who brought it there, when, and what was written with it */
      _ ("It is “%1$s” since %3$s, by %2$s: %4$s. An invoice is used only once."), state_label (received), by,
      at, reason);
}

/* The first of its files by name, and how many there are beside it. */
static char *
files_text (const PdRecord *received)
{
  GPtrArray *files = pd_record_get_list (received, PD_RECEIVED_LIST_ATTACHMENTS);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (files->len, MAX_NAMED_FILES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            pd_record_get_text (files->pdata[i], PD_ATTACHMENT_NAME));
  if (files->len > MAX_NAMED_FILES)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

/**
 * pd_received_describe_place:
 * @received: a received invoice with its lists
 *
 * Returns: (transfer full): a sentence that says when it was taken in, by whom, and where in the archive its files lie
 */
char *
pd_received_describe_place (const PdRecord *received)
{
  const char *day = pd_record_get_text (received, PD_RECEIVED_TAKEN_ON);
  const char *by = pd_record_get_text (received, PD_RECEIVED_CREATED_BY);
  g_autofree char *month = pd_received_get_month (received);
  g_autofree char *files = files_text (received);
  g_autofree char *taken =
      by != NULL ? g_strdup_printf (_ ("It was taken in on %1$s by %2$s."), day != NULL ? day : "?", by)
                 : g_strdup_printf (_ ("It was taken in on %s."), day != NULL ? day : "?");
  g_autofree char *filed = NULL;

  if (*files == '\0')
    filed = g_strdup (_ ("It has no file."));
  else if (month != NULL)
    /* Translators: a month, names of files */
    filed = g_strdup_printf (_ ("It is filed in the archive under %1$s: %2$s."), month, files);
  else
    filed = g_strdup_printf (_ ("It is filed in the archive among those without a date: %s."), files);
  return g_strconcat (taken, " ", filed, NULL);
}
