"""Writes the two long schemas into canaries/long-context.yaml: SQL of a freight forwarder, models of a group of clinics.

The suite file is what is loaded; this file is where its schemas are changed. The notation is one table to a line::

    table - what it holds: column:type column:type! other>table!

Types: s80 varchar(80), c2 char(2), t text, i integer, h smallint, b bigint, n12.2 numeric(12, 2), f double precision,
d date, ts timestamp with time zone, tm time, y boolean, u uuid, j jsonb, {a|b} one of these texts. ``>table`` refers to a
table above, or to its own; ``^c`` cascades, ``^n`` sets null. ``!`` is required, ``*`` unique, ``@`` the primary key,
``=x`` the default. A table without ``@`` has a key ``id`` of the schema's usual type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUITE = Path(__file__).parents[1] / "canaries" / "long-context.yaml"
FORWARDER_HEAD = """\
House rules for migrations: a new column that holds money is numeric(15, 3), a new key is named fkx_<table>_<column>.
You know the PostgreSQL database of a freight forwarder and work on it. Answer with what is asked for and nothing else: no
introduction, no explanation. What the schema does not say, you do not know. This is the whole schema:"""
FORWARDER_END = "-- End of the schema. The head revision is 7c41d09be2a5."

FORWARDER = """
# People and the firm
legal_entities - Companies of the group that sign contracts: name:s160! register_no:s40!* vat_no:s24 seat_city:s90!
  founded_on:d share_capital:n16.2 active:y!=true
branches - Offices and terminals of a company: entity>legal_entities! code:s8!* name:s120! city:s90! phone:s32
  opened_on:d! closed_on:d
people_register - Everyone who works for or with the group, employed or not: person_key:u@ given_name:s80!
  family_name:s80! branch>branches birth_date:d email:s160!* badge_print:s12 joined_on:d! left_on:d
qualifications - Licences and trainings that a person holds: person>people_register^c!
  kind:{adr|forklift|crane|customs_agent|first_aid}! certificate_no:s40! issued_on:d! expires_on:d
shift_patterns - Weekly patterns of work: branch>branches! label:s60! first_hour:tm! last_hour:tm!
  weekdays:s14!=1234567
shift_assignments - Who works in which pattern: pattern>shift_patterns! person>people_register! from_day:d! to_day:d
  overtime_allowed:y!=false
# Places
countries - ISO countries: iso2:c2@ name:s80! eu_customs_union:y!=false dial_code:s6 currency:c3
unlocodes - Places with a UN location code: locode:c5@ place>countries! name:s120! tz:s40! lat:n9.6 lng:n9.6
terminals - Where ships, trains or trucks are handled: site>unlocodes! operator>branches name:s120!
  kind:{sea|rail|air|road}! max_reefer_plugs:i=0 gate_opens:tm gate_closes:tm
berths - Places at a sea terminal where one ship lies: terminal>terminals^c! label:s12! length_m:n7.2! depth_m:n5.2!
  shore_power:y!=false
yard_blocks - Rectangles of a terminal in which containers are stacked: terminal>terminals^c! label:s10! rows:h!
  tiers:h! bays:h! reefer:y!=false hazardous:y!=false
gate_lanes - Lanes through which trucks pass: terminal>terminals! lane_no:h! direction:{in|out|both}! ocr_camera:s60
  weighbridge:y!=false
# Tariffs
currencies - Money in which we quote: iso3:c3@ name:s60! digits:h!=2
exchange_rates - Daily rates against the euro: money>currencies! quoted_on:d! rate:n18.8! source:s30!=ecb
tariff_books - Price books; everything that is charged goes back to one: title:s120! valid_from:d! valid_to:d
  approved_by>people_register approved_at:ts book>tariff_books^n
tariff_lines - Prices of one book: book>tariff_books^c! service_code:s16! unit:{container|ton|cbm|document|day}!
  price:n14.2! money>currencies! minimum:n14.2 tier_from:n12.3 tier_to:n12.3
surcharge_kinds - Kinds of surcharges: code:s12@ title:s100! taxable:y!=true percentage:y!=false
surcharges - Surcharges in force: kind>surcharge_kinds! amount:n14.2 percent:n6.3 starts_on:d! ends_on:d
  lane_filter:s200
# Customers
trade_partners - Customers, consignees, carriers and agents: short_name:s40!* legal_name:s200! seat>countries!
  vat_no:s24 eori_no:s20 credit_limit:n14.2 rating:{a|b|c|blocked}!=b since:d! parent>trade_partners^n
partner_contacts - People at a partner: partner>trade_partners^c! full_name:s160! email:s160 phone:s32 role:s60
  newsletter:y!=false
partner_addresses - Where a partner is found: partner>trade_partners^c! street:s160! zip:s16 city:s90!
  nation>countries! usage:{billing|delivery|seat}!
credit_checks - Reports of credit agencies: partner>trade_partners! agency:s60! score:i! checked_at:ts! raw_report:j
service_contracts - Framework contracts with customers: customer>trade_partners! contract_no:s30!*
  prices>tariff_books! signed_on:d! expires_on:d volume_teu:i notice_days:h!=90
contract_amendments - Changes of a contract: contract>service_contracts^c! position:h! wording:t! signed_on:d!
blacklists - Sanction lists that we check against: publisher:s80! title:s160! fetched_at:ts! entries:i!
blacklist_hits - Partners that look like an entry of a list: list>blacklists! partner>trade_partners! likeness:n5.4!
  decided_by>people_register verdict:{open|false_alarm|confirmed}!=open
# Fleet
vessel_classes - Types of ships: designation:s40!* teu_nominal:i! dwt:i! draught_m:n5.2!
vessels - Ships that we charter or call: imo_no:c7@ name:s80! class>vessel_classes! flag>countries! built_year:h
  call_sign:s10 owner>trade_partners ice_class:s6
charter_parties - Charters of ships: ship>vessels! charterer>legal_entities! hire_per_day:n14.2! money>currencies!
  delivered_at:ts redelivered_at:ts bunkers_on_delivery:n10.3
truck_makes - Makes of trucks: label:s40!*
trucks - Our own trucks: make>truck_makes! plate:s16!* vin:c17!* base>branches! first_registered:d! euro_norm:h!
  mileage_km:i!=0 next_inspection:d
trailers - Chassis and trailers: plate:s16!* axles:h! tare_kg:i! extendable:y!=false base>branches!
locomotives - Engines of the rail arm: uic_no:c12@ traction:{electric|diesel|dual}! power_kw:i!
  leased_from>trade_partners revision_due:d
rail_wagons - Wagons: uic_no:c12@ length_over_buffers_m:n5.2! payload_t:n6.2! keeper>trade_partners! brake_regime:s8
container_types - ISO types of containers: iso6346:c4@ description:s80! length_ft:h! high_cube:y!=false
  reefer:y!=false tare_kg:i! max_gross_kg:i!
containers - Every box that we have seen: box_no:c11@ type>container_types! owner>trade_partners manufactured:d
  csc_plate_until:d condition:{sound|damaged|scrapped}!=sound
container_leases - Boxes on lease: box>containers! lessor>trade_partners! per_diem:n10.2! money>currencies! on_hire:d!
  off_hire:d
# Voyages
service_loops - Liner services: loop_code:s8!* title:s120! frequency_days:h!=7 partner>trade_partners
loop_calls - Ports of a service in their order: loop>service_loops^c! at>unlocodes! position:h! transit_days:n5.1
voyages - Round trips of a ship: ship>vessels! loop>service_loops voyage_no:s16! master>people_register departs_on:d!
  state:{planned|confirmed|sailing|completed|cancelled}!=planned
port_calls - Calls of a voyage: voyage>voyages^c! at>terminals! berth>berths eta:ts! etd:ts! ata:ts atd:ts
  pilot_ordered:y!=false moves_planned:i
bunker_stems - Fuel ordered for a call: call>port_calls! grade:{vlsfo|mgo|lng|methanol}! tons:n10.3!
  price_per_ton:n10.2! supplier>trade_partners! delivered_tons:n10.3
stowage_plans - Versions of a plan: voyage>voyages! version:h! planner>people_register! released_at:ts gm_metres:n5.3
stowage_slots - Where a box stands: plan>stowage_plans^c! box>containers! bay:h! row:h! tier:h! on_deck:y!
noon_reports - Daily reports of the master: voyage>voyages! reported_at:ts! lat:n9.6! lng:n9.6! speed_kn:n5.2
  fuel_rob_t:n10.3 wind_bft:h remarks:t
# Bookings and cargo
quotes - Offers: customer>trade_partners! prices>tariff_books! sales_rep>people_register origin>unlocodes!
  destination>unlocodes! valid_until:d! total:n14.2! money>currencies! outcome:{open|won|lost|expired}!=open
bookings - Orders of customers: booking_no:s16!* quote>quotes contract>service_contracts shipper>trade_partners!
  consignee>trade_partners origin>unlocodes! destination>unlocodes! ready_on:d! incoterm:c3!
  state:{received|accepted|loaded|delivered|cancelled}!=received
booking_lines - Boxes that are ordered: booking>bookings^c! type>container_types! quantity:h! gross_weight_kg:n10.2
  commodity:s120 temperature_c:n5.2
dangerous_goods - Declarations for a line: line>booking_lines^c! un_no:c4! imo_class:s6! packing_group:s3
  net_weight_kg:n10.3! emergency_phone:s32! limited_quantity:y!=false
cargo_items - Pieces inside a box: line>booking_lines^c! marks:s200 pieces:i! packaging:s40! volume_cbm:n10.3
  weight_kg:n10.3! hs_code:s10
bills_of_lading - Bills that we issue: bl_no:s20!* booking>bookings! kind:{original|seaway|telex}! issued_on:d
  issued_by>people_register freight_prepaid:y!=true originals:h!=3
house_bills - Bills of forwarders under ours: master_bill>bills_of_lading^c! number:s24!* consignee>trade_partners!
release_pins - Codes against which a box is handed out: bill>bills_of_lading! box>containers! pin_hash:s128!
  valid_until:ts! used_at:ts attempts:h!=0
# Customs
customs_offices - Offices of the authorities: office_code:c8@ name:s120! nation>countries! opens:tm closes:tm
customs_procedures - Procedures by their code: code:c4@ title:s160! duty_suspended:y!=false
customs_declarations - Declarations that we lodge: mrn:s18!* booking>bookings! office>customs_offices!
  procedure>customs_procedures! lodged_at:ts! lodged_by>people_register! guarantee_amount:n13.3 guarantee_ref:s35
  channel:{green|orange|red}
declaration_items - Goods of a declaration: declaration>customs_declarations^c! item_no:h! hs_code:c10!
  origin>countries! statistical_value:n16.2! duty:n14.2!=0 vat:n14.2!=0
seal_inspections - Seals that were looked at: box>containers! seal_no:s20! inspected_at:ts! inspector>people_register!
  intact:y! photo_url:s300
transit_guarantees - Guarantees for goods in transit: guarantor>trade_partners! grn:s24!* limit_amount:n16.2!
  used:n16.2!=0 expires_on:d!
# Warehouses
warehouses - Halls: site>branches! code:s8!* bonded:y!=false floor_m2:i! dock_doors:h! keeper>people_register
warehouse_zones - Parts of a hall: hall>warehouses^c! label:s20! temperature_from:n5.1 temperature_to:n5.1
  hazmat:y!=false
pallet_types - Kinds of pallets: code:s8@ length_mm:i! width_mm:i! exchangeable:y!=false
storage_bins - Places for one pallet: zone>warehouse_zones^c! aisle:s4! level:h! place:h! max_kg:i!
  blocked_reason:s120
stock_lots - Goods that lie with us: owner>trade_partners! sku:s40! lot_no:s40 bin>storage_bins^n pallet>pallet_types!
  pieces:i! arrived_at:ts! best_before:d
stock_moves - Movements of a lot: lot>stock_lots! from_bin>storage_bins to_bin>storage_bins pieces:i! moved_at:ts!
  moved_by>people_register! reason:{putaway|pick|count|scrap}!
cold_chain_audits - Audits of cold stores: zone>warehouse_zones! audited_on:d! worst_celsius:n5.2! passed:y!
  report_url:s300
# Inland
rail_paths - Paths that we rented: path_no:s16!* origin>unlocodes! destination>unlocodes! weekday:h! departs:tm!
  price:n12.2!
block_trains - Trains: path>rail_paths! engine>locomotives runs_on:d! driver>people_register delay_minutes:i
  state:{planned|running|arrived|cancelled}!=planned
train_positions - Wagons of a train: train>block_trains^c! wagon>rail_wagons! position:h! box>containers
truck_orders - Orders for a truck: booking>bookings truck>trucks trailer>trailers driver>people_register pickup_at:ts!
  deliver_at:ts subcontractor>trade_partners agreed_price:n12.2
truck_stops - Stops of an order: order>truck_orders^c! position:h! address>partner_addresses arrives:ts left_at:ts
  signature_url:s300
tachograph_files - Files read from trucks: truck>trucks! driver>people_register! read_at:ts! period_from:d!
  period_to:d! infringements:h!=0
fuel_cards - Cards for diesel: card_no:s24!* truck>trucks issuer>trade_partners! monthly_limit:n10.2 blocked:y!=false
# Money
invoices - Invoices to customers: invoice_no:s20!* debtor>trade_partners! issuer>legal_entities! issued_on:d!
  due_on:d! net:n14.2! vat:n14.2! money>currencies! state:{draft|sent|paid|dunned|written_off}!=draft
invoice_lines - Lines of an invoice: invoice>invoices^c! position:h! booking>bookings tariff>tariff_lines
  wording:s200! quantity:n12.3! unit_price:n14.2! amount:n14.2!
payments - Money that came in: received_on:d! amount:n14.2! money>currencies! payer>trade_partners bank_ref:s60!
  matched:y!=false
payment_allocations - Which payment settles which invoice: payment>payments^c! invoice>invoices! amount:n14.2!
dunning_runs - Runs of reminders: run_on:d! started_by>people_register! reminders:i!=0 total:n16.2
vendor_bills - Bills that we have to pay: vendor>trade_partners! bill_no:s40! received_on:d! due_on:d! gross:n14.2!
  money>currencies! cost_center:s12! approved_by>people_register
accrual_entries - Costs that are still to be billed: booking>bookings! kind>surcharge_kinds amount:n14.2! period:c7!
  reversed_at:ts
rebate_schemes - Rebates at the end of the year: customer>trade_partners! reference_prices>tariff_books! year:h!
  threshold_teu:i! percent:n6.3!
demurrage_clocks - Free time and what comes after: box>containers! bill>bills_of_lading starts_at:ts! free_days:h!
  stopped_at:ts daily_rate:n10.2! prices>tariff_books!
# Claims and the workshop
incident_reports - What went wrong: happened_at:ts! site>terminals reporter>people_register!
  severity:{minor|major|critical}! narrative:t!
cargo_claims - Claims of customers: claim_no:s16!* bill>bills_of_lading! claimant>trade_partners!
  incident>incident_reports amount:n14.2! money>currencies!
  state:{notified|surveyed|negotiating|settled|litigated|time_barred}!=notified time_bar_on:d!
surveyors - Experts that we send: firm>trade_partners! full_name:s160! languages:s60 daily_fee:n10.2
survey_visits - Visits of a surveyor: claim>cargo_claims^c! surveyor>surveyors! visited_on:d! findings:t
  estimated_loss:n14.2
insurance_policies - Our policies: insurer>trade_partners! policy_no:s40!* covers:{hull|liability|cargo|fleet}!
  insured_sum:n16.2! deductible:n14.2! renews_on:d!
workshop_jobs - Repairs of trucks and trailers: truck>trucks trailer>trailers opened_at:ts! closed_at:ts
  mechanic>people_register labour_hours:n6.2 parts_cost:n12.2
reefer_alarms - Alarms of refrigerated boxes: box>containers! raised_at:ts! setpoint_c:n5.2! measured_c:n5.2!
  acknowledged_by>people_register cleared_at:ts
# Systems
edi_partners - Who sends us messages: partner>trade_partners! protocol:{as2|sftp|api}! identifier:s60!*
  test_mode:y!=true
edi_messages - Messages in and out: peer>edi_partners! kind:{coparn|codeco|baplie|iftmin|invoic}! received_at:ts!
  payload_hash:s64! booking>bookings failed_reason:s300
api_clients - Programs with a key: holder>trade_partners! label:s80! key_hash:s128!* rate_per_minute:i!=60
  revoked_at:ts
telemetry_feeds - Sources of positions: provider:s60! covers:{vessel|truck|box}! poll_seconds:i!=300 last_seen:ts
position_fixes - Positions: feed>telemetry_feeds! ship>vessels truck>trucks box>containers fixed_at:ts! lat:n9.6!
  lng:n9.6!
document_archive - Files that must be kept: booking>bookings^n kind:s40! object_key:s200!* sha256:c64! keep_until:d!
  uploaded_by>people_register
migration_freezes - When the schema must not change: starts_at:ts! ends_at:ts! ordered_by>people_register!
  reason:s200!
"""

CLINICS_HEAD = '''\
Here are our models, all of them. Read them before I ask.

"""Keys are ULIDs, String(26). What a clinician writes is Text. Money is Numeric(12, 2)."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON, BigInteger, Boolean, Date, DateTime, Double, Enum, ForeignKey, Integer, Numeric, SmallInteger, String, Text, Time,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass
'''
CLINICS_END = "# The database is at revision b93e07a1d4c6. The next one will be c04f18b2e5d7."

CLINICS = """
# Trusts and houses
care_trusts - A company that runs houses: legal_name:s200! register_no:s40!* seat_city:s90! non_profit:y!=true
  founded_on:d
houses - A hospital or day clinic: trust>care_trusts! name:s160! city:s90! beds_licensed:i! emergency_room:y!=false
  opened_on:d helipad:y!=false
wings - A part of a house with one entrance: house>houses^c! label:s40! floors:h! step_free:y!=true
wards - Beds under one head nurse: wing>wings! code:s10!* speciality:s80! isolation:y!=false visiting_from:tm
  visiting_to:tm
bed_places - One place for a bed: ward>wards^c! room_no:s8! window:y!=false oxygen:y!=true monitor_port:s20
  state:{free|occupied|cleaning|blocked}!=free
cost_units - Where costs are booked: house>houses! number:s12!* title:s120! closed_on:d
# Clinicians and other staff
clinicians - Doctors, nurses and therapists with a licence: licence_no:s30!* given_name:s80! family_name:s80!
  house>houses! grade:{assistant|specialist|senior|chief}! speciality:s80 languages:s120 joined_on:d! left_on:d
licences - Licences and what limits them: holder>clinicians^c! authority:s120! issued_on:d! expires_on:d restriction:t
rosters - Monthly plans of a ward: ward>wards! month:c7! released_by>clinicians released_at:ts
roster_entries - One shift of one person: roster>rosters^c! clinician>clinicians! day:d!
  shift:{early|late|night|standby}! swapped_with>clinicians
absences - Days away: clinician>clinicians! kind:{leave|sick|training|parental}! first_day:d! last_day:d!
  approved_by>clinicians
competence_tests - Yearly tests: clinician>clinicians! topic:s120! taken_on:d! score:n5.2 passed:y!
# Payers
insurers - Statutory and private insurers: ik_number:c9!* name:s160! statutory:y! portal_url:s300
insurance_plans - Plans of an insurer: insurer>insurers! plan_code:s20! covers_single_room:y!=false copay:n10.2!=0
  valid_from:d! valid_to:d
fee_schedules - Catalogues of fees: title:s120! edition:h! base_rate:n10.2! approved_on:d!
fee_items - Positions of a catalogue: schedule>fee_schedules^c! code:s16! wording:s300! points:n10.3! factor_max:n4.2
# Patients
patients - Whoever was ever treated: record_no:s20!* given_name:s80! family_name:s80! birth_date:d!
  sex:{f|m|x|unknown}! died_at:ts language:s20 interpreter_needed:y!=false
patient_addresses - Where a patient lives: patient>patients^c! street:s160! zip:s16! city:s90! valid_from:d!
relatives - Whom to call: patient>patients^c! full_name:s160! relation:s40! phone:s32! may_decide:y!=false
coverages - Which plan pays for a patient: patient>patients! plan>insurance_plans! member_no:s30! first_day:d!
  last_day:d
consents - Consents that were given: patient>patients! purpose:{treatment|research|photo|data_transfer}! given_at:ts!
  withdrawn_at:ts witness>clinicians scan_key:s200
allergies - Known allergies: patient>patients^c! substance:s120! severity:{mild|moderate|severe}! noted_by>clinicians
  noted_at:ts!
advance_directives - What a patient wants if unable to say: patient>patients! signed_on:d! resuscitation:y! text:t
  scan_key:s200
# Formularies and drugs
formularies - Lists of drugs that a house keeps: house>houses! title:s120! edition:h! in_force_from:d!
  superseded>formularies^n
atc_classes - Classes of active substances: atc_code:c7@ title:s160! parent>atc_classes
drugs - Products: pzn:c8!* trade_name:s160! group>atc_classes! strength:s60! form:s60! narcotic:y!=false
  fridge:y!=false
formulary_entries - Drugs on a list: formulary>formularies^c! drug>drugs! restriction:t first_choice:y!=false
drug_interactions - Pairs that do not go together: first>drugs! second>drugs! level:{minor|major|contraindicated}!
  advice:t!
drug_stocks - What lies in a ward's cupboard: ward>wards! drug>drugs! pieces:i!=0 batch_no:s40 expires_on:d
  minimum:i!=0
narcotics_ledger - Each tablet of a narcotic: stock>drug_stocks! change:i! balance:i! signed_by>clinicians!
  countersigned_by>clinicians booked_at:ts!
# Stays
referrals - Letters of practices: patient>patients! practice:s160! reason:t! received_at:ts! urgent:y!=false
admissions - Stays: admission_no:s20!* patient>patients! house>houses! referral>referrals coverage>coverages
  admitted_at:ts! discharged_at:ts kind:{planned|emergency|transfer|birth}! triage_level:h
bed_assignments - Who lay where: admission>admissions^c! place>bed_places! from_time:ts! to_time:ts
diagnosis_entries - Diagnoses of a stay: admission>admissions^c! icd_code:s10! rank:h!
  certainty:{suspected|confirmed|excluded}! set_by>clinicians! set_at:ts!
procedures_done - What was done: admission>admissions! ops_code:s12! performed_at:ts! operator>clinicians!
  duration_minutes:i complications:t
transfers - Moves between houses: admission>admissions! from_house>houses! to_house>houses! ordered_by>clinicians!
  left_at:ts transport:{walking|wheelchair|ambulance|helicopter}!
discharge_letters - Letters at the end of a stay: admission>admissions! author>clinicians! body:t! signed_at:ts
  sent_at:ts
fall_events - Falls in the house: admission>admissions! fell_at:ts! witness>clinicians injury:s200 risk_score:h
# Observations and care
vital_signs - Measurements at the bed: admission>admissions^c! taken_at:ts! taken_by>clinicians systolic:h diastolic:h
  pulse:h spo2:h celsius:n4.1 pain_scale:h
news_scores - Early warning scores: admission>admissions! computed_at:ts! score:h! escalated_to>clinicians
fluid_balances - In and out of a day: admission>admissions! day:d! intake_ml:i!=0 output_ml:i!=0
wound_records - Wounds: admission>admissions! site:s80! opened_on:d stage:h photo_key:s200 healed_on:d
care_plans - Plans of nursing: admission>admissions! goal:t! written_by>clinicians! reviewed_on:d
care_tasks - Tasks of a plan: plan>care_plans^c! due_at:ts! done_at:ts done_by>clinicians wording:s200!
diet_orders - What a patient eats: admission>admissions! diet:s60! texture:{normal|soft|pureed|liquid}!=normal
  from_meal:s20! allergens:j
# Orders and laboratory
prescriptions - Drugs that were ordered: admission>admissions! drug>drugs! source_list>formularies
  prescribed_by>clinicians! dose:s60! every_hours:n5.2 first_at:ts! last_at:ts as_needed:y!=false
administrations - Drugs that were given: prescription>prescriptions! given_at:ts given_by>clinicians refused:y!=false
  omitted_reason:s200
lab_panels - Groups of tests: code:s16!* title:s120! tube_colour:s20! turnaround_minutes:i!
lab_orders - Samples that were asked for: admission>admissions! panel>lab_panels! ordered_by>clinicians!
  ordered_at:ts! priority:{routine|urgent|stat}!=routine haemolysis_index:n7.4 barcode:s24!*
lab_results - Values: order>lab_orders^c! analyte:s60! value:f unit:s20! low:f high:f flag:{low|normal|high|critical}
  validated_by>clinicians validated_at:ts
microbiology_cultures - Cultures: order>lab_orders! organism:s120 resistant_to:s300 reported_at:ts
blood_units - Units in the blood bank: unit_no:s20!* house>houses! group_abo:{a|b|ab|o}! rhesus_positive:y!
  expires_at:ts! reserved_for>patients^n
transfusions - Units that were given: unit>blood_units! admission>admissions! started_at:ts! stopped_at:ts
  checked_by>clinicians! reaction:s200
imaging_orders - Pictures that were asked for: admission>admissions! modality:{xray|ct|mri|ultrasound|pet}!
  region:s80! contrast:y!=false ordered_by>clinicians! question:t!
imaging_reports - What was seen: order>imaging_orders! read_by>clinicians! findings:t! impression:t critical:y!=false
  signed_at:ts
# Theatres and devices
theatres - Operating rooms: house>houses! label:s20! laminar_flow:y!=true hybrid:y!=false
theatre_slots - Plan of a room: theatre>theatres! admission>admissions surgeon>clinicians! starts_at:ts! minutes:i!
  state:{planned|confirmed|running|done|cancelled}!=planned
device_models - Types of devices: maker:s120! model_no:s60! risk_class:{i|iia|iib|iii}! service_months:h!=12
devices - Devices with their number: model>device_models! serial_no:s60!* ward>wards bought_on:d! price:n12.2
  next_service:d retired_on:d
device_faults - Faults: device>devices! reported_by>clinicians! reported_at:ts! patient_harmed:y!=false repaired_at:ts
implants - What stays in the body: patient>patients! device_model>device_models! lot_no:s40! implanted_by>clinicians!
  implanted_on:d! explanted_on:d
sterile_sets - Trays of instruments: label:s80!* pieces:i! cycles:i!=0 last_sterilised:ts
# Billing
drg_groups - Groups of cases: drg_code:c4@ title:s200! weight:n8.3! mean_days:n5.1!
cases_grouped - The group of a stay: admission>admissions! group>drg_groups! grouped_at:ts! weight_effective:n8.3!
  coder>clinicians
bills - Bills to a payer: bill_no:s20!* admission>admissions! plan>insurance_plans unit>cost_units! net:n12.2!
  state:{draft|sent|disputed|paid|cancelled}!=draft sent_at:ts
bill_lines - Lines of a bill: bill>bills^c! item>fee_items factor:n4.2 amount:n12.2! wording:s300!
payer_disputes - Objections of a payer: bill>bills! reason_code:s12! opened_on:d! answered_by>clinicians lost:y
  amount:n12.2
# Research, quality, access
studies - Clinical studies: eudract_no:s20!* title:s300! lead>clinicians! first_patient_on:d closed_on:d
study_arms - Arms of a study: study>studies^c! label:s60! blinded:y!=true planned_size:i!
enrolments - Patients in a study: arm>study_arms! patient>patients! consent>consents! enrolled_on:d! withdrew_on:d
adverse_events - What happened to them: enrolment>enrolments! begun_on:d! grade:h! serious:y!=false
  suspected_drug>drugs
audit_formulary_checks - Yearly checks of a list: list>formularies! checked_by>clinicians! checked_on:d!
  deviations:i!=0
hygiene_rounds - Rounds of hygiene: ward>wards! walked_on:d! walked_by>clinicians! score:n5.2! remarks:t
complaints - What patients complain of: patient>patients received_at:ts! channel:{letter|phone|web|desk}! wording:t!
  answered_by>clinicians answered_at:ts
record_accesses - Who looked at which record: clinician>clinicians! patient>patients! looked_at:ts! purpose:s60!
  break_glass:y!=false
message_threads - Conversations on a patient: patient>patients^n topic:s160! opened_by>clinicians! closed_at:ts
thread_messages - Messages: thread>message_threads^c! author>clinicians! body:t! sent_at:ts! read_at:ts
retention_rules - How long records are kept: record_kind:s40!* years:h!=30 legal_basis:s200! last_reviewed:d
"""

_COLUMN = re.compile(
    r"(?P<name>\w+)(?:>(?P<target>\w+)(?P<rule>\^[cn])?|:(?P<type>\{[^}]*\}|\w+(?:\.\d+)?))(?P<flags>[!*@]*)(?:=(?P<default>\S+))?"
)
_RULES = {"^c": "CASCADE", "^n": "SET NULL"}


@dataclass(frozen=True)
class Column:
    """One column; ``target`` is the table and key it refers to."""

    name: str
    type: str
    flags: str = ""
    default: str = ""
    target: tuple[str, str] | None = None
    rule: str = ""


@dataclass(frozen=True)
class Table:
    """One table, or a heading where there are no columns."""

    name: str
    note: str = ""
    columns: tuple[Column, ...] = ()


def read(notation: str, key: str) -> list[Table]:
    """The tables of a schema whose usual primary key is of type *key*. Raises KeyError if one refers to none above it."""
    tables: list[Table] = []
    keys: dict[str, Column] = {}
    for line in notation.strip().replace("\n  ", " ").splitlines():
        if line.startswith("#"):
            tables.append(Table(line.removeprefix("#").strip()))
            continue
        head, _, columns = line.partition(": ")
        name, _, note = head.partition(" - ")
        tables.append(_table(name, note, columns.split(), key, keys))
    return tables


def _table(name: str, note: str, written: list[str], key: str, keys: dict[str, Column]) -> Table:
    own = next((text for text in written if "@" in text), None)
    keys[name] = _column(own, keys) if own else Column("id", key, "@")
    return Table(name, note, (keys[name], *(_column(text, keys) for text in written if text != own)))


def _column(text: str, keys: dict[str, Column]) -> Column:
    found = _COLUMN.fullmatch(text)
    if found is None:
        raise ValueError(f"no column: {text}")
    parts = found.groupdict(default="")
    if not parts["target"]:
        return Column(parts["name"], parts["type"], parts["flags"], parts["default"])
    key = keys[parts["target"]]
    name = f"{parts['name']}_{key.name.rpartition('_')[2]}"
    return Column(
        name, key.type, parts["flags"], "", (parts["target"], key.name), _RULES.get(parts["rule"], "")
    )


# --- as SQL --------------------------------------------------------------------------------------

_SQL = {
    "t": "text", "i": "integer", "h": "smallint", "b": "bigint", "f": "double precision", "d": "date", "ts": "timestamptz",
    "tm": "time", "y": "boolean", "u": "uuid", "j": "jsonb",
}  # fmt: skip
# Columns that every table ends with.
_KEPT = (
    "created_at timestamptz NOT NULL DEFAULT now()",
    "updated_at timestamptz NOT NULL DEFAULT now()",
    "row_version integer NOT NULL DEFAULT 1",
)


def sql(tables: list[Table]) -> str:
    """The schema as a script of CREATE TABLE and CREATE INDEX."""
    return "\n".join(line for table in tables for line in _sql_of(table))


def _sql_of(table: Table) -> Iterator[str]:
    if not table.columns:
        yield f"-- ==== {table.name} ===="
        yield ""
        return
    yield f"-- {table.note}"
    yield f"CREATE TABLE {table.name} ("
    yield ",\n".join(
        f"    {line}" for line in (*(_sql_column(table, each) for each in table.columns), *_KEPT)
    )
    yield ");"
    for column in table.columns:
        if column.target and "@" not in column.flags:
            yield f"CREATE INDEX ix_{table.name}_{column.name} ON {table.name} ({column.name});"
    yield ""


def _sql_column(table: Table, column: Column) -> str:
    parts = [column.name, _sql_type(column.type)]
    if "@" in column.flags:
        parts.append(
            "PRIMARY KEY"
            if column.name != "id" or column.type == "u"
            else "GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        )
    elif "!" in column.flags:
        parts.append("NOT NULL")
    if "*" in column.flags:
        parts.append("UNIQUE")
    if column.default:
        parts.append(f"DEFAULT {_sql_default(column)}")
    if column.type.startswith("{") and column.target is None:
        parts.append(f"CHECK ({column.name} IN ({', '.join(map(repr, _choices(column.type)))}))")
    if column.target:
        parts.append(
            f"CONSTRAINT {table.name}_{column.name}_fkey REFERENCES {column.target[0]} ({column.target[1]})"
        )
    if column.rule:
        parts.append(f"ON DELETE {column.rule}")
    return " ".join(parts)


def _choices(written: str) -> list[str]:
    return written.strip("{}").split("|")


def _sql_type(written: str) -> str:
    if written.startswith("{"):
        return f"varchar({max(map(len, _choices(written))) + 4})"
    if found := re.fullmatch(r"([scn])(\d+)(?:\.(\d+))?", written):
        kind, size, scale = found.groups()
        return {"s": f"varchar({size})", "c": f"char({size})", "n": f"numeric({size}, {scale})"}[kind]
    return _SQL[written]


def _sql_default(column: Column) -> str:
    words = column.type[0] in "{sc" or column.type == "t"
    return f"'{column.default}'" if words else column.default


# --- as models -----------------------------------------------------------------------------------

_PYTHON = {
    "t": ("str", "Text"), "i": ("int", "Integer"), "h": ("int", "SmallInteger"), "b": ("int", "BigInteger"),
    "f": ("float", "Double"), "d": ("date", "Date"), "ts": ("datetime", "DateTime(timezone=True)"), "tm": ("time", "Time"),
    "y": ("bool", "Boolean"), "u": ("UUID", "Uuid"), "j": ("dict[str, Any]", "JSON"),
}  # fmt: skip


def models(tables: list[Table]) -> str:
    """The schema as SQLAlchemy 2.0 models."""
    return "\n".join(line for table in tables for line in _model_of(table))


def _model_of(table: Table) -> Iterator[str]:
    yield ""
    if not table.columns:
        yield f"# ==== {table.name} ===="
        yield ""
        return
    yield f"class {class_name(table.name)}(Base):"
    yield f'    """{table.note}"""'
    yield ""
    yield f'    __tablename__ = "{table.name}"'
    yield from (f"    {_attribute(column)}" for column in table.columns)
    yield from (f"    {_relationship(table, column)}" for column in table.columns if column.target)
    yield ""


def class_name(table: str) -> str:
    """``LabOrder`` for ``lab_orders``."""
    one = (
        re.sub(r"ies$", "y", table)
        if table.endswith("ies")
        else re.sub(r"(?<=ss|sh|ch)es$|(?<!s)s$", "", table)
    )
    return "".join(word.capitalize() for word in one.split("_"))


def _attribute(column: Column) -> str:
    hint, kind = _python_type(column.type)
    given = [kind]
    if column.target:
        rule = f', ondelete="{column.rule}"' if column.rule else ""
        given.append(f'ForeignKey("{".".join(column.target)}"{rule})')
    if "@" in column.flags:
        given.append("primary_key=True")
    if "*" in column.flags:
        given.append("unique=True")
    if column.target:
        given.append("index=True")
    if column.default:
        given.append(f'server_default="{column.default}"')
    if not set(column.flags) & {"!", "@"}:
        hint = f"{hint} | None"
    return f"{column.name}: Mapped[{hint}] = mapped_column({', '.join(given)})"


def _relationship(table: Table, column: Column) -> str:
    assert column.target
    other = class_name(column.target[0])
    hint = other if "!" in column.flags else f"{other} | None"
    remote = f", remote_side=[{column.target[1]}]" if column.target[0] == table.name else ""
    return f"{column.name.rpartition('_')[0]}: Mapped[{hint}] = relationship(foreign_keys=[{column.name}]{remote})"


def _python_type(written: str) -> tuple[str, str]:
    if written.startswith("{"):
        values = ", ".join(f'"{each}"' for each in _choices(written))
        return "str", f"Enum({values}, native_enum=False)"
    if found := re.fullmatch(r"([scn])(\d+)(?:\.(\d+))?", written):
        kind, size, scale = found.groups()
        return ("Decimal", f"Numeric({size}, {scale})") if kind == "n" else ("str", f"String({size})")
    return _PYTHON[written]


# --- into the suite ------------------------------------------------------------------------------


def blocks() -> dict[str, str]:
    """Anchor -> the text that stands under it in the suite: a rule first, the schema, its revision last."""
    return {
        "forwarder": f"{FORWARDER_HEAD}\n\n{sql(read(FORWARDER, 'b')).strip()}\n\n{FORWARDER_END}",
        "clinics": f"{CLINICS_HEAD}\n\n{models(read(CLINICS, 's26')).strip()}\n\n\n{CLINICS_END}",
    }


def with_schemas(suite: str) -> str:
    """The suite file with what stands under its anchors written anew. Raises ValueError if one is not there."""
    for anchor, text in blocks().items():
        block = re.search(rf"content: &{anchor} \|-\n((?: {{10}}.*\n|\n)*)", suite)
        if block is None:
            raise ValueError(f"{SUITE} has no block &{anchor}")
        lines = "".join(f"{' ' * 10}{line}".rstrip() + "\n" for line in text.split("\n"))
        suite = suite[: block.start(1)] + lines + suite[block.end(1) :]
    return suite


if __name__ == "__main__":
    SUITE.write_text(with_schemas(SUITE.read_text(encoding="utf-8")), encoding="utf-8")
