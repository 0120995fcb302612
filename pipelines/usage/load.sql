-- The rows of standard input, CSV, into :table of PostgreSQL: days that are
-- among them are replaced, all or nothing.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
\set columns 'cluster_id, data_source, usage_start, usage_end, namespace, node, resource_id, pod_labels, pod_usage_cpu_core_hours, pod_request_cpu_core_hours, pod_effective_usage_cpu_core_hours, pod_limit_cpu_core_hours, pod_usage_memory_gigabyte_hours, pod_request_memory_gigabyte_hours, pod_effective_usage_memory_gigabyte_hours, pod_limit_memory_gigabyte_hours, node_capacity_cpu_cores, node_capacity_cpu_core_hours, node_capacity_memory_gigabytes, node_capacity_memory_gigabyte_hours, cluster_capacity_cpu_core_hours, cluster_capacity_memory_gigabyte_hours, persistentvolumeclaim, persistentvolume, storageclass, volume_labels, all_labels, persistentvolumeclaim_capacity_gigabyte, persistentvolumeclaim_capacity_gigabyte_months, volume_request_storage_gigabyte_months, persistentvolumeclaim_usage_gigabyte_months, cost_category_id, infrastructure_usage_cost, csi_volume_handle'
BEGIN;
CREATE TABLE IF NOT EXISTS :"table" (
	cluster_id VARCHAR(50),
	data_source VARCHAR(64),
	usage_start DATE NOT NULL,
	usage_end DATE NOT NULL,
	namespace VARCHAR(253),
	node VARCHAR(253),
	resource_id VARCHAR(253),
	pod_labels JSONB,
	pod_usage_cpu_core_hours NUMERIC(24,6),
	pod_request_cpu_core_hours NUMERIC(24,6),
	pod_effective_usage_cpu_core_hours NUMERIC(24,6),
	pod_limit_cpu_core_hours NUMERIC(24,6),
	pod_usage_memory_gigabyte_hours NUMERIC(24,6),
	pod_request_memory_gigabyte_hours NUMERIC(24,6),
	pod_effective_usage_memory_gigabyte_hours NUMERIC(24,6),
	pod_limit_memory_gigabyte_hours NUMERIC(24,6),
	node_capacity_cpu_cores NUMERIC(24,6),
	node_capacity_cpu_core_hours NUMERIC(24,6),
	node_capacity_memory_gigabytes NUMERIC(24,6),
	node_capacity_memory_gigabyte_hours NUMERIC(24,6),
	cluster_capacity_cpu_core_hours NUMERIC(24,6),
	cluster_capacity_memory_gigabyte_hours NUMERIC(24,6),
	persistentvolumeclaim VARCHAR(253),
	persistentvolume VARCHAR(253),
	storageclass VARCHAR(50),
	volume_labels JSONB,
	all_labels JSONB,
	persistentvolumeclaim_capacity_gigabyte NUMERIC(24,6),
	persistentvolumeclaim_capacity_gigabyte_months NUMERIC(24,6),
	volume_request_storage_gigabyte_months NUMERIC(24,6),
	persistentvolumeclaim_usage_gigabyte_months NUMERIC(24,6),
	cost_category_id INTEGER,
	infrastructure_usage_cost JSONB,
	csi_volume_handle VARCHAR(253)
);
LOCK TABLE :"table" IN SHARE ROW EXCLUSIVE MODE;
CREATE TEMPORARY TABLE loaded ON COMMIT DROP AS TABLE :"table" WITH NO DATA;
-- \copy takes no variables.
\copy loaded (cluster_id, data_source, usage_start, usage_end, namespace, node, resource_id, pod_labels, pod_usage_cpu_core_hours, pod_request_cpu_core_hours, pod_effective_usage_cpu_core_hours, pod_limit_cpu_core_hours, pod_usage_memory_gigabyte_hours, pod_request_memory_gigabyte_hours, pod_effective_usage_memory_gigabyte_hours, pod_limit_memory_gigabyte_hours, node_capacity_cpu_cores, node_capacity_cpu_core_hours, node_capacity_memory_gigabytes, node_capacity_memory_gigabyte_hours, cluster_capacity_cpu_core_hours, cluster_capacity_memory_gigabyte_hours, persistentvolumeclaim, persistentvolume, storageclass, volume_labels, all_labels, persistentvolumeclaim_capacity_gigabyte, persistentvolumeclaim_capacity_gigabyte_months, volume_request_storage_gigabyte_months, persistentvolumeclaim_usage_gigabyte_months, cost_category_id, infrastructure_usage_cost, csi_volume_handle) from pstdin with (format csv, header)
DELETE FROM :"table" t
	USING (SELECT DISTINCT usage_start, cluster_id FROM loaded) d
	WHERE t.usage_start = d.usage_start
	AND t.cluster_id IS NOT DISTINCT FROM d.cluster_id;
INSERT INTO :"table" (:columns) SELECT :columns FROM loaded;
COMMIT;
