/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-tracking.h"

#include "model/pd-date.h"
#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* What a carrier says without a zone is said in China, which has had one time since 1991. */
#define CHINA_OFFSET (8 * G_TIME_SPAN_HOUR)

#define COLLECTED "collected"
#define ON_THE_WAY "on_the_way"
#define OUT_FOR_DELIVERY "out_for_delivery"
#define FAILED "failed"
#define GOING_BACK "going_back"

/** pd_tracking_event_new: Returns: (transfer full): an event of a file's row, otherwise empty */
PdTrackingEvent *
pd_tracking_event_new (guint row)
{
  PdTrackingEvent *self = g_new0 (PdTrackingEvent, 1);

  self->row = row;
  self->number = g_strdup ("");
  self->place = g_strdup ("");
  self->text = g_strdup ("");
  return self;
}

void
pd_tracking_event_free (PdTrackingEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->number);
  g_free (self->place);
  g_free (self->text);
  g_free (self);
}

/**
 * pd_tracking_fold_number:
 * @number: (nullable): a tracking number as somebody wrote it
 *
 * Returns: (transfer full): its letters, large, and digits alone, by which two of them are the same; "" when it has none
 */
char *
pd_tracking_fold_number (const char *number)
{
  g_autofree char *plain = pd_plain_text (number);
  GString *folded = g_string_new (NULL);

  for (const char *at = plain != NULL ? plain : ""; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (folded, g_ascii_toupper (*at));
  return g_string_free (folded, FALSE);
}

/* --- what it means */

/* The words of SF, YTO, ZTO, STO, Yunda, JD, EMS and Cainiao for where a parcel is; the first that is found counts. A
 * status says it in one word; in a sentence only what cannot mean anything else counts, above all of what is delivered:
 * that may close the order. */
static const struct
{
  const char *word;
  const char *kind;
  gboolean in_text;
} words[] = {
  { "退回", GOING_BACK, TRUE },
  { "退件", GOING_BACK, TRUE },
  { "返件", GOING_BACK, TRUE },
  { "退签", GOING_BACK, TRUE },
  { "going back", GOING_BACK, TRUE },
  { "going_back", GOING_BACK, FALSE },
  { "return", GOING_BACK, FALSE },
  { "未妥投", FAILED, TRUE },
  { "未送达", FAILED, TRUE },
  { "not delivered", FAILED, TRUE },
  { "undeliver", FAILED, TRUE },
  { "已签收", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "代签收", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "签收成功", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "已妥投", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "已送达", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "派送成功", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "派件成功", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "投递成功", PD_TRACKING_KIND_DELIVERED, TRUE },
  { "拒收", FAILED, TRUE },
  { "拒签", FAILED, TRUE },
  { "未签收", FAILED, TRUE },
  { "失败", FAILED, TRUE },
  { "异常", FAILED, FALSE },
  { "问题", FAILED, FALSE },
  { "疑难", FAILED, FALSE },
  { "滞留", FAILED, FALSE },
  { "fail", FAILED, FALSE },
  { "exception", FAILED, FALSE },
  { "揽收", COLLECTED, TRUE },
  { "揽件", COLLECTED, TRUE },
  { "收寄", COLLECTED, TRUE },
  { "已收件", COLLECTED, TRUE },
  { "已取件", COLLECTED, TRUE },
  { "collected", COLLECTED, FALSE },
  { "picked up", COLLECTED, TRUE },
  { "派送", OUT_FOR_DELIVERY, TRUE },
  { "派件", OUT_FOR_DELIVERY, TRUE },
  { "投递", OUT_FOR_DELIVERY, TRUE },
  { "配送", OUT_FOR_DELIVERY, FALSE },
  { "待签收", OUT_FOR_DELIVERY, TRUE },
  { "待取件", OUT_FOR_DELIVERY, TRUE },
  { "待自提", OUT_FOR_DELIVERY, TRUE },
  { "取件码", OUT_FOR_DELIVERY, TRUE },
  { "驿站", OUT_FOR_DELIVERY, TRUE },
  { "out for delivery", OUT_FOR_DELIVERY, TRUE },
  { "out_for_delivery", OUT_FOR_DELIVERY, FALSE },
  { "签收", PD_TRACKING_KIND_DELIVERED, FALSE },
  { "妥投", PD_TRACKING_KIND_DELIVERED, FALSE },
  { "送达", PD_TRACKING_KIND_DELIVERED, FALSE },
  { "delivered", PD_TRACKING_KIND_DELIVERED, FALSE },
  { "signed", PD_TRACKING_KIND_DELIVERED, FALSE },
  { "收件", COLLECTED, FALSE },
  { "运输", ON_THE_WAY, FALSE },
  { "在途", ON_THE_WAY, FALSE },
  { "运送", ON_THE_WAY, FALSE },
  { "中转", ON_THE_WAY, FALSE },
  { "转运", ON_THE_WAY, FALSE },
  { "到达", ON_THE_WAY, FALSE },
  { "到件", ON_THE_WAY, FALSE },
  { "离开", ON_THE_WAY, FALSE },
  { "发往", ON_THE_WAY, FALSE },
  { "发出", ON_THE_WAY, FALSE },
  { "发件", ON_THE_WAY, FALSE },
  { "transit", ON_THE_WAY, FALSE },
  { "on the way", ON_THE_WAY, FALSE },
  { "on_the_way", ON_THE_WAY, FALSE },
};

static const char *
find_word (const char *said, gboolean is_text)
{
  g_autofree char *plain = pd_plain_text (said);
  g_autofree char *small = plain != NULL ? g_utf8_strdown (plain, -1) : g_strdup ("");

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((!is_text || words[i].in_text) && strstr (small, words[i].word) != NULL)
      return words[i].kind;
  return NULL;
}

/* As a person sees it in the window, in whatever language. */
static const char *
find_choice (const char *status)
{
  const PdChoice *choices = pd_tracking_type.fields[PD_TRACKING_KIND].choices;

  for (; choices->value != NULL; choices++)
    if (g_str_equal (choices->value, status) || g_str_equal (choices->label, status) ||
        g_str_equal (_ (choices->label), status))
      return choices->value;
  return NULL;
}

/**
 * pd_tracking_find_kind:
 * @status: the carrier's word for it, or ""
 * @text: the carrier's sentence, or ""
 *
 * A sentence without a status that nothing can be made of is of a parcel in transit: that is most of what a carrier says.
 *
 * Returns: (nullable) (transfer none): the kind of event; %NULL when @status is none that is known
 */
const char *
pd_tracking_find_kind (const char *status, const char *text)
{
  const char *kind = *status != '\0' ? find_choice (status) : NULL;

  if (kind == NULL && *status != '\0')
    kind = find_word (status, FALSE);
  if (kind == NULL)
    kind = find_word (text, TRUE);
  return kind == NULL && *status == '\0' && *text != '\0' ? ON_THE_WAY : kind;
}

/* --- when it was */

/* "Z", "+08:00", "+0800", at the end of a clock. Minutes east of Greenwich. */
static gboolean
take_zone (char *clock, gint64 *minutes)
{
  char *sign = strpbrk (clock, "Zz+-");
  guint hours = 0, rest = 0;
  int end = 0;

  if (sign == NULL)
    return TRUE;
  if (*sign == 'Z' || *sign == 'z')
    {
      *minutes = 0;
      if (sign[1] != '\0')
        return FALSE;
    }
  else
    {
      if ((sscanf (sign + 1, "%2u:%2u%n", &hours, &rest, &end) != 2 &&
           sscanf (sign + 1, "%2u%2u%n", &hours, &rest, &end) != 2) ||
          sign[1 + end] != '\0' || hours > 14 || rest > 59)
        return FALSE;
      *minutes = (gint64) (hours * 60 + rest) * (*sign == '-' ? -1 : 1);
    }
  *sign = '\0';
  return TRUE;
}

/* "9:05", "09:05:30", "09:05:30.123", "090530" as seconds of the day */
static gboolean
parse_clock (const char *text, gint64 *seconds)
{
  static const guint64 most[] = { 23, 59, 59 };
  guint64 parts[3] = { 0 };
  g_auto (GStrv) words_of = NULL;
  g_autofree char *spread = NULL;

  if (strlen (text) == 6 && strspn (text, "0123456789") == 6)
    spread = g_strdup_printf ("%.2s:%.2s:%.2s", text, text + 2, text + 4);
  words_of = g_strsplit (spread != NULL ? spread : text, ":", 4);
  if (g_strv_length (words_of) < 2 || g_strv_length (words_of) > 3)
    return FALSE;
  for (guint i = 0; words_of[i] != NULL; i++)
    {
      char *fraction = i == 2 ? strchr (words_of[i], '.') : NULL;

      if (fraction != NULL)
        {
          if (strspn (fraction + 1, "0123456789") != strlen (fraction + 1))
            return FALSE;
          *fraction = '\0';
        }
      if (!g_ascii_string_to_unsigned (words_of[i], 10, 0, most[i], &parts[i], NULL))
        return FALSE;
    }
  *seconds = (gint64) (parts[0] * 3600 + parts[1] * 60 + parts[2]);
  return TRUE;
}

/**
 * pd_tracking_parse_time:
 * @text: "2026-11-30 14:00", "2026/11/30 14:00:05", "20261130140005", "2026-11-30T14:00:05+08:00", or a day alone
 * @time: (out): microseconds since 1970 in UTC
 *
 * What names no zone is China's time, wherever the program runs: the same file gives the same events on each computer.
 *
 * Returns: whether there is such a time
 */
gboolean
pd_tracking_parse_time (const char *text, gint64 *time)
{
  g_autofree char *plain = pd_plain_text (text);
  gsize digits = plain != NULL ? strspn (plain, "0123456789") : 0;
  g_auto (GStrv) parts = NULL;
  g_autofree char *date = NULL, *spread = NULL;
  g_autoptr (GDateTime) day = NULL;
  gint64 minutes = CHINA_OFFSET / G_TIME_SPAN_MINUTE, seconds = 0;
  guint year, month, of_month;

  if (plain == NULL || *plain == '\0')
    return FALSE;
  if (digits == 14 && plain[14] == '\0')
    spread = g_strdup_printf ("%.8s %s", plain, plain + 8);
  parts = g_strsplit_set (spread != NULL ? spread : plain, " T", 2);
  if (!pd_date_canonicalize (parts[0], &date, NULL) || !pd_date_parts (date, &year, &month, &of_month))
    return FALSE;
  if (parts[1] != NULL && (!take_zone (g_strstrip (parts[1]), &minutes) || !parse_clock (parts[1], &seconds)))
    return FALSE;
  day = g_date_time_new_utc ((int) year, (int) month, (int) of_month, 0, 0, 0);
  if (day == NULL)
    return FALSE;
  *time = (g_date_time_to_unix (day) + seconds - minutes * 60) * G_USEC_PER_SEC;
  return TRUE;
}

/* --- in the order */

/* By what two events of one moment are told apart. */
static const char *
words_of_event (const PdRecord *row)
{
  const char *text = pd_record_get_text (row, PD_TRACKING_TEXT);

  return text != NULL ? text : pd_record_get_text (row, PD_TRACKING_PLACE);
}

/* The same event is the same row on each computer that takes it in, and at the platform. */
static char *
event_id (const PdRecord *order, const PdRecord *parcel, const PdRecord *row)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *said = words_of_event (row);
  gint64 time = pd_record_get_integer (row, PD_TRACKING_HAPPENED_AT);
  g_autofree char *text =
      g_strdup_printf ("tracking\n%s\n%s\n%" G_GINT64_FORMAT "\n%s\n%s", pd_record_get_id (order),
                       pd_record_get_id (parcel), time, pd_record_get_text (row, PD_TRACKING_KIND),
                       said != NULL ? said : "");
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_at (time, digest);
}

static gboolean
is_known (const PdRecord *order, const PdRecord *row)
{
  GPtrArray *events = pd_record_get_list (order, PD_ORDER_LIST_TRACKING);

  for (guint i = 0; i < events->len; i++)
    {
      const PdRecord *event = g_ptr_array_index (events, i);

      if (pd_record_field_equal (event, row, PD_TRACKING_PARCEL_ID) &&
          pd_record_field_equal (event, row, PD_TRACKING_HAPPENED_AT) &&
          pd_record_field_equal (event, row, PD_TRACKING_KIND) &&
          g_strcmp0 (words_of_event (event), words_of_event (row)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What a carrier writes at length is cut: the carrier has the whole of it. */
static void
set_cut (PdRecord *row, guint field, const char *text)
{
  glong limit = (glong) pd_tracking_type.fields[field].limit;
  g_autofree char *cut = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), limit));

  pd_record_set_text (row, field, *cut != '\0' ? cut : NULL);
}

static PdRecord *
make_row (const char *id, const PdRecord *parcel, const PdTrackingEvent *event)
{
  PdRecord *row = pd_record_new (&pd_tracking_type, id);

  pd_record_set_integer (row, PD_TRACKING_HAPPENED_AT, event->happened_at);
  pd_record_set_text (row, PD_TRACKING_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (row, PD_TRACKING_KIND, event->kind);
  set_cut (row, PD_TRACKING_PLACE, event->place);
  set_cut (row, PD_TRACKING_TEXT, event->text);
  return row;
}

static gboolean
take_for (PdRecord *order, const PdRecord *parcel, const PdTrackingEvent *event)
{
  g_autoptr (PdRecord) draft = make_row ("", parcel, event);
  g_autofree char *id = event_id (order, parcel, draft);

  if (is_known (order, draft) || pd_record_find_line (order, PD_ORDER_LIST_TRACKING, id) != NULL)
    return FALSE;
  pd_record_add_line (order, PD_ORDER_LIST_TRACKING, make_row (id, parcel, event));
  return TRUE;
}

/**
 * pd_tracking_take:
 * @order: an order, changed in place
 * @event: what a carrier tells
 *
 * Enters the event for each parcel of the order that has its number. The same event a second time changes nothing, also
 * when two computers that do not know of each other take it in: it has the same id.
 *
 * Returns: %PD_TRACKING_ENTERED when there is anything new, %PD_TRACKING_UNMATCHED when the order has no such parcel
 */
PdTrackingOutcome
pd_tracking_take (PdRecord *order, const PdTrackingEvent *event)
{
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);
  g_autofree char *wanted = pd_tracking_fold_number (event->number);
  PdTrackingOutcome outcome = PD_TRACKING_UNMATCHED;

  for (guint i = 0; *wanted != '\0' && i < parcels->len; i++)
    {
      const PdRecord *parcel = g_ptr_array_index (parcels, i);
      g_autofree char *number =
          pd_tracking_fold_number (pd_record_get_text (parcel, PD_PARCEL_TRACKING_NUMBER));

      if (!g_str_equal (number, wanted))
        continue;
      if (take_for (order, parcel, event))
        outcome = PD_TRACKING_ENTERED;
      else if (outcome == PD_TRACKING_UNMATCHED)
        outcome = PD_TRACKING_KNOWN;
    }
  return outcome;
}

/** pd_tracking_outcome_sentence: Returns: (transfer none): what became of an event, in the user's language */
const char *
pd_tracking_outcome_sentence (PdTrackingOutcome outcome)
{
  switch (outcome)
    {
    case PD_TRACKING_KNOWN:
      return _ ("This was known.");
    case PD_TRACKING_ENTERED:
      return _ ("This is new.");
    case PD_TRACKING_REFUSED:
      return _ ("The order could not be saved with it.");
    case PD_TRACKING_UNMATCHED:
    default:
      return _ ("No order here has a parcel of this number.");
    }
}
