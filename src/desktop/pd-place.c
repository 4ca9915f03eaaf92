/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-place.h"

#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"

#include <glib/gi18n-lib.h>

#define FIELDS(...) ((const signed char[]){ __VA_ARGS__, -1 })

/* --- orders */

static const PdPlaceColumn order_columns[] = {
  { PD_ORDER_NUMBER, N_ ("Number"), 172, FALSE, FALSE, 0 },
  { PD_ORDER_DATE, N_ ("Date"), 92, FALSE, FALSE, 2 },
  { PD_ORDER_BUYER_NAME, N_ ("Buyer"), 124, TRUE, FALSE, 0 },
  { PD_ORDER_GROSS_AMOUNT, N_ ("Total"), 100, FALSE, TRUE, 0 },
  { PD_ORDER_STATE, N_ ("State"), 148, FALSE, FALSE, 0 },
  { PD_ORDER_STAGE, NULL, 112, FALSE, FALSE, 3 },
  { PD_ORDER_INVOICE_NUMBER, N_ ("Invoice"), 176, FALSE, FALSE, 4 },
  { PD_ORDER_KIND, N_ ("Kind"), 72, FALSE, FALSE, 9, TRUE },
  { PD_ORDER_SERVICE, NULL, 124, FALSE, FALSE, 9, TRUE },
  { PD_ORDER_PRIORITY, NULL, 76, FALSE, FALSE, 9, TRUE },
  { PD_ORDER_DUE_DATE, N_ ("Due"), 92, FALSE, FALSE, 9, TRUE },
  { PD_ORDER_ASSIGNEE, NULL, 96, FALSE, FALSE, 9, TRUE },
  { PD_ORDER_REGION, NULL, 96, FALSE, FALSE, 9, TRUE },
  { PD_ORDER_PAID_AMOUNT, NULL, 100, FALSE, TRUE, 9, TRUE },
  { -1 },
};

/* A draft has no stage of its own yet. */
static const PdPlaceFilter order_filters[] = {
  { NULL, "goods", PD_ORDER_KIND, PD_ORDER_KIND_GOODS },
  { NULL, "service", PD_ORDER_KIND, PD_ORDER_KIND_SERVICE },
  { NULL, "stage-review", PD_ORDER_STAGE, PD_ORDER_STAGE_REVIEW },
  { NULL, "stage-payment", PD_ORDER_STAGE, PD_ORDER_STAGE_PAYMENT },
  { NULL, "stage-delivery", PD_ORDER_STAGE, PD_ORDER_STAGE_DELIVERY },
  { NULL, "stage-shipped", PD_ORDER_STAGE, PD_ORDER_STAGE_SHIPPED },
  { NULL, "stage-assignment", PD_ORDER_STAGE, PD_ORDER_STAGE_ASSIGNMENT },
  { NULL, "stage-appointed", PD_ORDER_STAGE, PD_ORDER_STAGE_APPOINTED },
  { NULL, "stage-working", PD_ORDER_STAGE, PD_ORDER_STAGE_WORKING },
  { NULL, "stage-acceptance", PD_ORDER_STAGE, PD_ORDER_STAGE_ACCEPTANCE },
  { NULL, "stage-done", PD_ORDER_STAGE, PD_ORDER_STAGE_DONE },
  { NULL, "stage-followed-up", PD_ORDER_STAGE, PD_ORDER_STAGE_FOLLOWED_UP },
  { NULL, "stage-cancelled", PD_ORDER_STAGE, PD_ORDER_STAGE_CANCELLED },
  { NULL, NULL },
};

static const PdPlaceSection order_sections[] = {
  { N_ ("Buyer"), FIELDS (PD_ORDER_BUYER_NAME,
                          PD_ORDER_BUYER_TAX_NUMBER,
                          PD_ORDER_BUYER_ADDRESS,
                          PD_ORDER_BUYER_PHONE,
                          PD_ORDER_BUYER_BANK_NAME,
                          PD_ORDER_BUYER_BANK_ACCOUNT,
                          PD_ORDER_BUYER_EMAIL) },
  { N_ ("Invoice"),
    FIELDS (PD_ORDER_INVOICE_KIND, PD_ORDER_PRICE_INCLUDES_TAX, PD_ORDER_INVOICE_NUMBER, PD_ORDER_REMARK) },
  { N_ ("Goods or service"), FIELDS (PD_ORDER_KIND,
                                     PD_ORDER_SERVICE,
                                     PD_ORDER_DESCRIPTION,
                                     PD_ORDER_PRIORITY,
                                     PD_ORDER_DUE_DATE,
                                     PD_ORDER_CONTACT_NAME,
                                     PD_ORDER_CONTACT_PHONE,
                                     PD_ORDER_REGION,
                                     PD_ORDER_DELIVERY_ADDRESS,
                                     PD_ORDER_ASSIGNEE,
                                     PD_ORDER_ASSIGNMENT_REASON,
                                     PD_ORDER_PAID_AMOUNT) },
  { N_ ("Other information"),
    FIELDS (PD_ORDER_NOTE, PD_ORDER_CREATED_BY, PD_ORDER_CHANGED_BY, PD_ORDER_CHANGED_AT) },
  { NULL },
};

static const PdPlaceSection order_form[] = {
  { N_ ("Order"),
    FIELDS (PD_ORDER_NUMBER, PD_ORDER_DATE, PD_ORDER_INVOICE_KIND, PD_ORDER_PRICE_INCLUDES_TAX) },
  { N_ ("Buyer"), FIELDS (PD_ORDER_BUYER_NAME,
                          PD_ORDER_BUYER_TAX_NUMBER,
                          PD_ORDER_BUYER_ADDRESS,
                          PD_ORDER_BUYER_PHONE,
                          PD_ORDER_BUYER_BANK_NAME,
                          PD_ORDER_BUYER_BANK_ACCOUNT,
                          PD_ORDER_BUYER_EMAIL) },
  { N_ ("Remarks"), FIELDS (PD_ORDER_REMARK, PD_ORDER_NOTE) },
  { N_ ("Goods or service"), FIELDS (PD_ORDER_KIND,
                                     PD_ORDER_SERVICE,
                                     PD_ORDER_DESCRIPTION,
                                     PD_ORDER_PRIORITY,
                                     PD_ORDER_DUE_DATE,
                                     PD_ORDER_CONTACT_NAME,
                                     PD_ORDER_CONTACT_PHONE,
                                     PD_ORDER_REGION,
                                     PD_ORDER_DELIVERY_ADDRESS,
                                     PD_ORDER_ASSIGNEE,
                                     PD_ORDER_ASSIGNMENT_REASON) },
  { NULL },
};

static const PdPlace orders = {
  .name = "orders",
  .icon = "view-list-bullet-symbolic",
  .title = N_ ("Orders"),
  .new_label = N_ ("New Order"),
  .search_hint = N_ ("Search number, buyer, phone, address or remark"),
  .empty_title = N_ ("No Orders Yet"),
  .empty_text = N_ ("Import a file or enter the first order."),
  .nothing_selected = N_ ("Select an order to see it here."),
  .type = &pd_order_type,
  .several = TRUE,
  .filters = order_filters,
  .columns = order_columns,
  .sections = order_sections,
  .form = order_form,
  .new_title = N_ ("New Order"),
  .edit_title = N_ ("Edit Order"),
};

/* --- invoices */

static const PdPlaceColumn invoice_columns[] = {
  { PD_INVOICE_NUMBER, N_ ("Number"), 176, FALSE, FALSE, 0 },
  { PD_INVOICE_ISSUE_DATE, N_ ("Date"), 92, FALSE, FALSE, 2 },
  { PD_INVOICE_BUYER_NAME, N_ ("Buyer"), 124, TRUE, FALSE, 0 },
  { PD_INVOICE_GROSS_AMOUNT, N_ ("Total"), 100, FALSE, TRUE, 0 },
  { PD_INVOICE_STATE, N_ ("State"), 156, FALSE, FALSE, 1 },
  { PD_INVOICE_ORDER_NUMBER, N_ ("Order"), 172, FALSE, FALSE, 3 },
  { -1 },
};

static const PdPlaceSection invoice_sections[] = {
  { N_ ("Invoice"), FIELDS (PD_INVOICE_KIND,
                            PD_INVOICE_NUMBER,
                            PD_INVOICE_CODE,
                            PD_INVOICE_ISSUE_DATE,
                            PD_INVOICE_ORDER_NUMBER,
                            PD_INVOICE_REMARK,
                            PD_INVOICE_DRAWER) },
  { N_ ("Buyer"), FIELDS (PD_INVOICE_BUYER_NAME,
                          PD_INVOICE_BUYER_TAX_NUMBER,
                          PD_INVOICE_BUYER_ADDRESS,
                          PD_INVOICE_BUYER_PHONE,
                          PD_INVOICE_BUYER_BANK_NAME,
                          PD_INVOICE_BUYER_BANK_ACCOUNT) },
  { N_ ("Seller"), FIELDS (PD_INVOICE_SELLER_NAME, PD_INVOICE_SELLER_TAX_NUMBER) },
  { N_ ("Tax bureau"), FIELDS (PD_INVOICE_SUBMISSION_KEY, PD_INVOICE_PROBLEM_CODE, PD_INVOICE_ISSUED_AT) },
  { N_ ("Other information"), FIELDS (PD_INVOICE_NOTE, PD_INVOICE_SUBMITTED_BY, PD_INVOICE_SUBMITTED_AT) },
  { NULL },
};

static const PdPlaceFilter invoice_filters[] = {
  { N_ ("Red-letter"), "red", PD_INVOICE_RED, "1" },
  { NULL, NULL },
};

static const PdPlace invoices = {
  .name = "invoices",
  .icon = "x-office-document-symbolic",
  .title = N_ ("Invoices"),
  .search_hint = N_ ("Search number, buyer, order or remark"),
  .empty_title = N_ ("No Invoices Yet"),
  .empty_text = N_ ("An invoice appears here when one is issued for an order."),
  .nothing_selected = N_ ("Select an invoice to see it here."),
  .type = &pd_invoice_type,
  .several = TRUE,
  .counts = TRUE,
  .filters = invoice_filters,
  .columns = invoice_columns,
  .sections = invoice_sections,
};

/* --- red-letter forms */

static const PdPlaceColumn red_form_columns[] = {
  { PD_RED_FORM_BLUE_NUMBER, N_ ("Invoice"), 176, FALSE, FALSE, 0 },
  { PD_RED_FORM_FORM_DATE, N_ ("Date"), 92, FALSE, FALSE, 2 },
  { PD_RED_FORM_BUYER_NAME, N_ ("Buyer"), 96, TRUE, FALSE, 0 },
  { PD_RED_FORM_GROSS_AMOUNT, N_ ("Total"), 100, FALSE, TRUE, 0 },
  { PD_RED_FORM_STATE, N_ ("State"), 200, FALSE, FALSE, 1 },
  { PD_RED_FORM_RED_NUMBER, N_ ("Red-letter invoice"), 176, FALSE, FALSE, 3 },
  { -1 },
};

static const PdPlaceSection red_form_sections[] = {
  { N_ ("Red-letter form"), FIELDS (PD_RED_FORM_NUMBER,
                                    PD_RED_FORM_REASON_CODE,
                                    PD_RED_FORM_ENTERED_BY,
                                    PD_RED_FORM_BLUE_KIND,
                                    PD_RED_FORM_BLUE_NUMBER,
                                    PD_RED_FORM_BLUE_DATE,
                                    PD_RED_FORM_DEADLINE,
                                    PD_RED_FORM_CONFIRMED_AT) },
  { N_ ("Buyer"), FIELDS (PD_RED_FORM_BUYER_NAME, PD_RED_FORM_BUYER_TAX_NUMBER) },
  { N_ ("Seller"), FIELDS (PD_RED_FORM_SELLER_NAME, PD_RED_FORM_SELLER_TAX_NUMBER) },
  { N_ ("Other information"), FIELDS (PD_RED_FORM_NOTE, PD_RED_FORM_APPLIED_BY, PD_RED_FORM_APPLIED_AT) },
  { NULL },
};

static const PdPlace red_forms = {
  .name = "red-forms",
  .icon = "edit-undo-symbolic",
  .title = N_ ("Red-letter forms"),
  .search_hint = N_ ("Search invoice, form or buyer"),
  .empty_title = N_ ("No Red-letter Forms"),
  .empty_text =
      N_ ("“Reverse…” on an issued invoice makes one. Those of the other side appear by themselves."),
  .nothing_selected = N_ ("Select a red-letter form to see it here."),
  .type = &pd_red_form_type,
  .columns = red_form_columns,
  .sections = red_form_sections,
};

/* --- received invoices */

static const PdPlaceColumn received_columns[] = {
  { PD_RECEIVED_NUMBER, N_ ("Number"), 176, FALSE, FALSE, 0 },
  { PD_RECEIVED_ISSUE_DATE, N_ ("Date"), 92, FALSE, FALSE, 2 },
  { PD_RECEIVED_SELLER_NAME, N_ ("Seller"), 124, TRUE, FALSE, 0 },
  { PD_RECEIVED_GROSS_AMOUNT, N_ ("Total"), 100, FALSE, TRUE, 0 },
  { PD_RECEIVED_STATE, N_ ("State"), 116, FALSE, FALSE, 1 },
  { PD_RECEIVED_TAKEN_ON, N_ ("Taken in"), 92, FALSE, FALSE, 3 },
  { PD_RECEIVED_CREATED_BY, N_ ("By"), 84, FALSE, FALSE, 4 },
  { -1 },
};

static const PdPlaceSection received_sections[] = {
  { N_ ("Look at this"), FIELDS (PD_RECEIVED_WARNINGS) },
  { N_ ("Invoice"), FIELDS (PD_RECEIVED_NUMBER,
                            PD_RECEIVED_CODE,
                            PD_RECEIVED_ISSUE_DATE,
                            PD_RECEIVED_CHECK_CODE,
                            PD_RECEIVED_REMARK) },
  { N_ ("Seller"), FIELDS (PD_RECEIVED_SELLER_NAME, PD_RECEIVED_SELLER_TAX_NUMBER) },
  { N_ ("Buyer"), FIELDS (PD_RECEIVED_BUYER_NAME, PD_RECEIVED_BUYER_TAX_NUMBER) },
  { N_ ("Use"), FIELDS (PD_RECEIVED_STATE_REASON, PD_RECEIVED_STATE_BY, PD_RECEIVED_STATE_AT) },
  { N_ ("Notes"), FIELDS (PD_RECEIVED_NOTE, PD_RECEIVED_TAKEN_ON, PD_RECEIVED_CREATED_BY) },
  { NULL },
};

/* What may have been read wrong. The number is not here: the record is known by it. */
static const PdPlaceSection received_form[] = {
  { N_ ("Invoice"), FIELDS (PD_RECEIVED_ISSUE_DATE,
                            PD_RECEIVED_NET_AMOUNT,
                            PD_RECEIVED_TAX_AMOUNT,
                            PD_RECEIVED_GROSS_AMOUNT,
                            PD_RECEIVED_CHECK_CODE,
                            PD_RECEIVED_REMARK) },
  { N_ ("Seller"), FIELDS (PD_RECEIVED_SELLER_NAME, PD_RECEIVED_SELLER_TAX_NUMBER) },
  { N_ ("Buyer"), FIELDS (PD_RECEIVED_BUYER_NAME, PD_RECEIVED_BUYER_TAX_NUMBER) },
  { N_ ("Notes"), FIELDS (PD_RECEIVED_NOTE) },
  { NULL },
};

static const PdPlace received = {
  .name = "received",
  .icon = "folder-download-symbolic",
  .title = N_ ("Received"),
  .new_label = N_ ("Take In…"),
  .search_hint = N_ ("Search number, seller, buyer, goods or remark"),
  .empty_title = N_ ("No Received Invoices Yet"),
  .empty_text =
      N_ ("Drop PDF, OFD, XML files, photographs, zips or whole folders on this window, or choose them. The "
          "preferences have a folder that is watched."),
  .nothing_selected = N_ ("Select a received invoice to see it here."),
  .type = &pd_received_type,
  .several = TRUE,
  .counts = TRUE,
  .columns = received_columns,
  .sections = received_sections,
  .form = received_form,
  .new_title = N_ ("Received Invoice"),
  .edit_title = N_ ("Edit Received Invoice"),
};

/* --- buyers */

static const PdPlaceColumn buyer_columns[] = {
  { PD_BUYER_NAME, NULL, 180, TRUE, FALSE, 0 },
  { PD_BUYER_TAX_NUMBER, NULL, 180, FALSE, FALSE, 0 },
  { PD_BUYER_PHONE, NULL, 130, FALSE, FALSE, 2 },
  { PD_BUYER_ADDRESS, NULL, 160, TRUE, FALSE, 3 },
  { -1 },
};

static const PdPlaceSection buyer_sections[] = {
  { N_ ("Buyer"), FIELDS (PD_BUYER_NAME, PD_BUYER_TAX_NUMBER, PD_BUYER_ADDRESS, PD_BUYER_PHONE) },
  { N_ ("Bank"), FIELDS (PD_BUYER_BANK_NAME, PD_BUYER_BANK_ACCOUNT) },
  { N_ ("Delivery and notes"), FIELDS (PD_BUYER_EMAIL, PD_BUYER_NOTE) },
  { NULL },
};

static const PdPlace buyers = {
  .name = "buyers",
  .icon = "system-users-symbolic",
  .title = N_ ("Buyers"),
  .new_label = N_ ("New Buyer"),
  .search_hint = N_ ("Search name, tax number, phone or address"),
  .empty_title = N_ ("No Buyers Yet"),
  .empty_text = N_ ("A buyer that is entered once fills in the orders that follow."),
  .nothing_selected = N_ ("Select a buyer to see it here."),
  .type = &pd_buyer_type,
  .columns = buyer_columns,
  .sections = buyer_sections,
  .form = buyer_sections,
  .new_title = N_ ("New Buyer"),
  .edit_title = N_ ("Edit Buyer"),
};

/* --- goods */

static const PdPlaceColumn good_columns[] = {
  { PD_GOOD_NAME, NULL, 170, TRUE, FALSE, 0 },
  { PD_GOOD_SPEC, NULL, 110, FALSE, FALSE, 2 },
  { PD_GOOD_UNIT, NULL, 64, FALSE, FALSE, 0 },
  { PD_GOOD_UNIT_PRICE, NULL, 96, FALSE, TRUE, 0 },
  { PD_GOOD_TAX_RATE, NULL, 76, FALSE, TRUE, 0 },
  { PD_GOOD_TAX_CODE, NULL, 176, FALSE, FALSE, 3 },
  { -1 },
};

static const PdPlaceSection good_sections[] = {
  { N_ ("Good"), FIELDS (PD_GOOD_NAME, PD_GOOD_SPEC, PD_GOOD_UNIT) },
  { N_ ("Price"), FIELDS (PD_GOOD_UNIT_PRICE, PD_GOOD_PRICE_INCLUDES_TAX, PD_GOOD_TAX_RATE) },
  { N_ ("Tax classification"), FIELDS (PD_GOOD_TAX_CODE, PD_GOOD_SHORT_NAME) },
  { N_ ("Stock"), FIELDS (PD_GOOD_STOCKED,
                          PD_GOOD_HAS_SERIALS,
                          PD_GOOD_MINIMUM_STOCK,
                          PD_GOOD_STORAGE_PLACE,
                          PD_GOOD_MINIMUM_ORDER) },
  { NULL },
};

static const PdPlaceFilter good_filters[] = {
  { N_ ("Kept in stock"), "stocked", PD_GOOD_STOCKED, "1" },
  { NULL, NULL },
};

static const PdPlace goods = {
  .name = "goods",
  .icon = "package-x-generic-symbolic",
  .title = N_ ("Goods"),
  .new_label = N_ ("New Good"),
  .search_hint = N_ ("Search name, specification or tax code"),
  .empty_title = N_ ("No Goods Yet"),
  .empty_text = N_ ("A good that is entered once fills in the lines of orders."),
  .nothing_selected = N_ ("Select a good to see it here."),
  .type = &pd_good_type,
  .filters = good_filters,
  .columns = good_columns,
  .sections = good_sections,
  .form = good_sections,
  .new_title = N_ ("New Good"),
  .edit_title = N_ ("Edit Good"),
};

/* --- devices */

static const PdPlaceColumn device_columns[] = {
  { PD_DEVICE_SERIAL_NUMBER, NULL, 150, FALSE, FALSE, 0 },
  { PD_DEVICE_GOOD_NAME, N_ ("Good"), 124, TRUE, FALSE, 0 },
  { PD_DEVICE_STATE, NULL, 100, FALSE, FALSE, 0 },
  { PD_DEVICE_BUYER_NAME, N_ ("Buyer"), 124, TRUE, FALSE, 1 },
  { PD_DEVICE_INSTALLED_AT, NULL, 132, FALSE, FALSE, 3 },
  { PD_DEVICE_SOFTWARE_VERSION, NULL, 124, FALSE, FALSE, 2 },
  { -1 },
};

static const PdPlaceFilter device_filters[] = {
  { NULL, "in-stock", PD_DEVICE_STATE, PD_DEVICE_STATE_IN_STOCK },
  { NULL, "sent", PD_DEVICE_STATE, PD_DEVICE_STATE_SENT },
  { NULL, "installed", PD_DEVICE_STATE, PD_DEVICE_STATE_INSTALLED },
  { NULL, "in-repair", PD_DEVICE_STATE, PD_DEVICE_STATE_IN_REPAIR },
  { NULL, "scrapped", PD_DEVICE_STATE, PD_DEVICE_STATE_SCRAPPED },
  { NULL, NULL },
};

static const PdPlaceSection device_sections[] = {
  { N_ ("Device"),
    FIELDS (PD_DEVICE_SERIAL_NUMBER, PD_DEVICE_GOOD_NAME, PD_DEVICE_STATE, PD_DEVICE_SOFTWARE_VERSION) },
  { N_ ("Where it is"),
    FIELDS (PD_DEVICE_BUYER_NAME, PD_DEVICE_ADDRESS, PD_DEVICE_INSTALLED_AT, PD_DEVICE_TECHNICIAN) },
  { N_ ("Notes"), FIELDS (PD_DEVICE_NOTE, PD_DEVICE_CHANGED_BY, PD_DEVICE_CHANGED_AT) },
  { NULL },
};

/* The number is not here: the record is known by it. */
static const PdPlaceSection device_form[] = {
  { N_ ("Device"), FIELDS (PD_DEVICE_GOOD_NAME, PD_DEVICE_STATE, PD_DEVICE_SOFTWARE_VERSION) },
  { N_ ("Where it is"),
    FIELDS (PD_DEVICE_BUYER_NAME, PD_DEVICE_ADDRESS, PD_DEVICE_INSTALLED_AT, PD_DEVICE_TECHNICIAN) },
  { N_ ("Notes"), FIELDS (PD_DEVICE_NOTE) },
  { NULL },
};

static const PdPlace devices = {
  .name = "devices",
  .icon = "computer-symbolic",
  .title = N_ ("Devices"),
  .new_label = N_ ("New Device"),
  .search_hint = N_ ("Search serial number, good, buyer or note"),
  .empty_title = N_ ("No Devices Yet"),
  .empty_text =
      N_ ("A device appears here when its serial number is taken in or packed, or when somebody enters it."),
  .nothing_selected = N_ ("Select a device to see it here."),
  .type = &pd_device_type,
  .filters = device_filters,
  .columns = device_columns,
  .sections = device_sections,
  .form = device_form,
  .new_title = N_ ("Device"),
  .edit_title = N_ ("Edit Device"),
};

static const PdPlace *const places[] = { &orders, &invoices, &received,         &red_forms,          &buyers,
                                         &goods,  &devices,  &pd_place_tickets, &pd_place_solutions, NULL };

/**
 * pd_places:
 *
 * Returns: (transfer none): every place that lists records, in the order of the sidebar; ends with %NULL
 */
const PdPlace *const *
pd_places (void)
{
  return places;
}

/**
 * pd_place_find:
 * @name: a place's name
 *
 * Returns: (nullable) (transfer none): the place
 */
const PdPlace *
pd_place_find (const char *name)
{
  for (guint i = 0; places[i] != NULL; i++)
    if (g_strcmp0 (places[i]->name, name) == 0)
      return places[i];
  return NULL;
}

/**
 * pd_place_for_type:
 * @type: a type of record
 *
 * Returns: (nullable) (transfer none): the place that lists it
 */
const PdPlace *
pd_place_for_type (const PdRecordType *type)
{
  for (guint i = 0; places[i] != NULL; i++)
    if (places[i]->type == type)
      return places[i];
  return NULL;
}

/** pd_place_filter_label: Returns: (transfer full): the words for one of the place's filters, translated */
char *
pd_place_filter_label (const PdPlace *place, const PdPlaceFilter *filter)
{
  const PdField *field = &place->type->fields[filter->field];

  if (filter->label != NULL)
    return g_strdup (_ (filter->label));
  return g_strdup_printf (_ ("%1$s: %2$s"), _ (field->label),
                          _ (pd_choice_label (field->choices, filter->text)));
}
